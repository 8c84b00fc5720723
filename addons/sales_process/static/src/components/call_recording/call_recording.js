import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { textOfError } from "../../services/rpc_notice";

const RATES = [1, 1.5, 2];
const IDLE = { status: "idle", url: "", error: "", position: 0, length: 0, isPlaying: false };

/** The one that is heard: a second recording stops the first. */
let playing = null;

/**
 * Field widget: listen to the talk in place.
 *
 * The address of the sound is asked for at the click and works for a short time; when it
 * has run out, it is asked for once more.
 */
export class CallRecording extends Component {
    static template = "sales_process.CallRecording";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.audio = useRef("audio");
        this.state = useState({ ...IDLE, rate: RATES[0] });
        useEffect(
            () => () => this.stop(),
            () => [this.props.record.resId]
        );
        onWillUnmount(() => this.stop());
    }

    get hasRecording() {
        return Boolean(this.props.record.data[this.props.name]);
    }

    get rates() {
        return RATES;
    }

    get toggleText() {
        return this.state.isPlaying ? _t("Pause") : _t("Play");
    }

    get times() {
        return [this.state.position, this.state.length].map(formatTime).join(" / ");
    }

    async listen() {
        const { resId, resModel } = this.props.record;
        Object.assign(this.state, { status: "loading", error: "" });
        try {
            const { url } = await this.orm.call(resModel, "get_recording_link", [[resId]]);
            if (resId === this.props.record.resId) {
                Object.assign(this.state, { status: "ready", url });
            }
        } catch (error) {
            const isLost = error instanceof ConnectionLostError;
            const text = isLost ? _t("No connection. Try again.") : textOfError(error);
            this.fail(text || _t("The recording cannot be fetched."));
            if (!isLost && !textOfError(error)) {
                throw error;
            }
        }
    }

    fail(error) {
        Object.assign(this.state, { ...IDLE, status: "failed", error });
    }

    stop() {
        this.audio.el?.pause();
        if (playing === this) {
            playing = null;
        }
        this.isRenewed = false;
        Object.assign(this.state, IDLE);
    }

    toggle() {
        const audio = this.audio.el;
        return audio.paused ? this.play() : audio.pause();
    }

    async play() {
        try {
            await this.audio.el.play();
        } catch (error) {
            // the browser wants one more click, or the sound was taken away meanwhile
            if (!["NotAllowedError", "AbortError", "NotSupportedError"].includes(error.name)) {
                throw error;
            }
        }
    }

    // ---- what the sound reports --------------------------------------------------

    onLoaded() {
        const audio = this.audio.el;
        this.state.length = Number.isFinite(audio.duration) ? audio.duration : 0;
        audio.playbackRate = this.state.rate;
        if (this.resumeAt) {
            audio.currentTime = this.resumeAt;
            this.resumeAt = 0;
        }
        return this.play();
    }

    onTime() {
        this.state.position = this.audio.el.currentTime;
    }

    onPlay() {
        if (playing && playing !== this) {
            playing.audio.el?.pause();
        }
        playing = this;
        this.state.isPlaying = true;
    }

    onPause() {
        this.state.isPlaying = false;
    }

    onError() {
        if (this.state.status !== "ready") {
            return undefined;
        }
        if (this.isRenewed || !this.state.position) {
            return this.fail(_t("The recording cannot be played."));
        }
        // the address has run out while it was paused
        this.isRenewed = true;
        this.resumeAt = this.state.position;
        return this.listen();
    }

    // ---- what the person does ----------------------------------------------------

    seek({ target }) {
        this.audio.el.currentTime = Number(target.value);
    }

    setRate(rate) {
        this.state.rate = rate;
        this.audio.el.playbackRate = rate;
    }
}

function formatTime(seconds) {
    const whole = Math.floor(seconds || 0);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export const callRecording = {
    component: CallRecording,
    displayName: _t("Recording of a call"),
    supportedTypes: ["boolean", "char"],
    isEmpty: () => false,
};

registry.category("fields").add("sales_call_recording", callRecording);
