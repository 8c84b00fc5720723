import { fitInto } from "../core/work_view";

const LARGE = 1600;
const SMALL = 240;
const QUALITY = 0.8;

function draw(bitmap, limit) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = fitInto(bitmap.width, bitmap.height, limit);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // JPEG knows nothing transparent
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY);
}

/**
 * A picture of the camera, made smaller on the phone.
 *
 * @param {Blob} file
 * @returns {Promise<{data: string, thumb: string}>} base64 of a JPEG, and a small data URL
 * @throws when the browser cannot read it
 */
export async function shrinkPicture(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
        const large = draw(bitmap, LARGE);
        return { data: large.slice(large.indexOf(",") + 1), thumb: draw(bitmap, SMALL) };
    } finally {
        bitmap.close();
    }
}
