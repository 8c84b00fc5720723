/**
 * Where the call cards stand: the lower right corner, left of what the chat has there.
 */

export const CARD_WIDTH = 360;
export const GAP = 16;

/**
 * @param {Object} screen
 * @param {number} screen.width of the window, pixels
 * @param {number} screen.windowsWidth of the open chat windows from the right edge on
 * @param {number} screen.bubblesWidth of the chat bubbles from the right edge on
 * @returns {{right: number, isTop: boolean}} distance from the right edge; isTop: there
 *   is no room at the bottom
 */
export function placeOf({ width, windowsWidth, bubblesWidth }) {
    const taken = Math.max(windowsWidth, bubblesWidth);
    const right = taken ? taken + GAP / 2 : GAP;
    if (right + CARD_WIDTH + GAP <= width) {
        return { right, isTop: false };
    }
    // on a telephone a chat window fills the screen, bubbles are small
    return { right: GAP, isTop: Boolean(taken) };
}
