// Three sounds made on the device, so that they need no network and no file.

const TONES = {
    ok: [{ frequency: 1250, start: 0, length: 0.09, type: "sine" }],
    ask: [
        { frequency: 620, start: 0, length: 0.12, type: "triangle" },
        { frequency: 620, start: 0.18, length: 0.12, type: "triangle" },
    ],
    no: [{ frequency: 170, start: 0, length: 0.45, type: "sawtooth" }],
};
const VIBRATION = { ok: 40, ask: [60, 60, 60], no: 400 };

let context = null;

/** @param {"ok"|"ask"|"no"} tone */
export function playTone(tone) {
    navigator.vibrate?.(VIBRATION[tone]);
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return;
    }
    context ||= new AudioContext();
    TONES[tone].forEach((part) => playPart(context, part));
}

function playPart(audio, { frequency, start, length, type }) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    const from = audio.currentTime + start;
    oscillator.type = type;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.25, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + length);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + length);
}
