import { RPCError } from "@web/core/network/rpc";

/** Errors that tell the person something: no right, nothing there, a rule refuses. */
const NAMED = ["UserError", "AccessError", "MissingError", "ValidationError", "RedirectWarning"];

/**
 * The text of an error that the server meant for the person, empty for any other.
 *
 * @param {Error} error
 * @returns {string}
 */
export function textOfError(error) {
    if (!(error instanceof RPCError)) {
        return "";
    }
    const name = (error.exceptionName || "").split(".").at(-1);
    return NAMED.includes(name) ? error.data?.message || error.message : "";
}
