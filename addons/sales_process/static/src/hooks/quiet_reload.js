import { status, useComponent } from "@odoo/owl";

/**
 * Reading again that nobody asked for: after a message of the bus, or now and then. The
 * screen may be left while it reads, and then neither the answer nor its failure
 * concerns anybody: core's services refuse every call of a component that is gone, and
 * that refusal would be shown as an error over the next screen.
 *
 * @template {any[]} Args
 * @param {(...args: Args) => any} reload
 * @returns {(...args: Args) => Promise<void>}
 */
export function useQuietReload(reload) {
    const component = useComponent();
    const isGone = () => status(component) === "destroyed";
    return async (...args) => {
        if (isGone()) {
            return;
        }
        try {
            await reload(...args);
        } catch (error) {
            if (!isGone()) {
                throw error;
            }
        }
    };
}
