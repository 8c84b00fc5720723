import { Component } from "@odoo/owl";
import { STATUS_LOOKS, statusText } from "./messages";

/** The line that always says where what was typed is. */
export class StatusLine extends Component {
    static template = "sales_process.EngineerStatusLine";
    static props = { status: String, count: Number, failure: String, onPress: Function };

    get look() {
        const [colour, icon] = STATUS_LOOKS[this.props.status];
        return { colour, icon };
    }

    get text() {
        return statusText(this.props);
    }

    get loginLink() {
        const redirect = encodeURIComponent(window.location.pathname);
        return `/web/login?redirect=${redirect}`;
    }
}
