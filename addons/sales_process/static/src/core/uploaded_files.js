/**
 * What the server has kept of the uploaded files.
 *
 * @param {object[]|object|null} answer of the upload: a file or a list of them
 * @returns {{ids: number[], errors: string[]}}
 */
export function uploadedFiles(answer) {
    const files = [answer || []].flat();
    return {
        ids: files.filter((file) => file.id && !file.error).map((file) => file.id),
        errors: files.filter((file) => file.error).map((file) => file.error),
    };
}
