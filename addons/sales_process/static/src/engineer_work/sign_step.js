import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { ConnectionAbortedError, ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { SignaturePad } from "./signature_pad";

/**
 * The client signs or refuses, here or on the page. It needs a connection: the server draws the
 * act and seals it.
 */
export class SignStep extends Component {
    static template = "sales_process.EngineerSignStep";
    static components = { SignaturePad };
    static props = {
        work: Object,
        session: Object,
        memory: Object, // {get(name), set(name, text)}: what was typed here
        readonly: Boolean,
        isSent: Boolean,
        online: Boolean,
        goTo: Function,
    };

    setup() {
        this.action = useService("action");
        this.state = useState({
            act: null,
            name: this.props.memory.get("name") || this.props.work.contact,
            reason: this.props.memory.get("reason"),
            signature: "",
            isRefusing: false,
            busy: false,
            error: "",
        });
        onWillStart(() => this.readAct(this.props));
        onWillUpdateProps((next) => this.readAct(next));
    }

    get isReady() {
        return this.props.online && this.props.isSent;
    }

    get isDone() {
        return this.props.work.state === "done";
    }

    get title() {
        return this.props.work.state_labels[this.props.work.state];
    }

    /** The act as the client reads it now; only what he has read can be signed. */
    async readAct({ work, online, isSent, readonly }) {
        const isWanted = work.state === "done" && online && isSent && !readonly;
        if (!isWanted) {
            this.state.act = null;
        } else if (!this.state.act && !this.state.busy) {
            await this.run(async () => {
                this.state.act = await this.props.session.ask("phone_act", work.id);
            });
        }
    }

    async run(action) {
        this.state.busy = true;
        this.state.error = "";
        try {
            await action();
        } catch (error) {
            const isLost =
                error instanceof ConnectionLostError || error instanceof ConnectionAbortedError;
            this.props.session.note(error);
            this.props.session.tryAgain();
            this.state.error = isLost
                ? _t("No connection. Nothing is lost; try again.")
                : error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }

    write(name, value) {
        this.state[name] = value;
        this.props.memory.set(name, value);
    }

    /** After a lost answer the work tells whether it was signed. */
    async askAndLook(method, args) {
        const { session, work } = this.props;
        await this.run(() => session.ask(method, work.id, args));
        if (this.state.error) {
            this.state.act = null;
            await session.load([work.id]);
            await this.readAct(this.props);
        } else {
            this.props.memory.set("name", "");
            this.props.memory.set("reason", "");
        }
    }

    sign() {
        const { name, signature, act } = this.state;
        return this.askAndLook("phone_sign", [name, signature, act.hash]);
    }

    async refuse() {
        await this.askAndLook("phone_refuse", [this.state.name, this.state.reason]);
        if (!this.state.error) {
            this.props.goTo("place");
        }
    }

    async send() {
        const { session, work } = this.props;
        await this.run(async () => {
            const letter = await session.ask("action_send_act", work.id);
            await this.action.doAction(letter, { onClose: () => session.load([work.id]) });
        });
    }

    retry() {
        return this.props.session.wake();
    }
}
