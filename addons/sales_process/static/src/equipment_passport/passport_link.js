import { Component } from "@odoo/owl";

/** A text that opens its document where the user may read it. */
export class PassportLink extends Component {
    static template = "sales_process.PassportLink";
    static props = {
        text: String,
        link: { optional: true },
        onOpen: Function,
        className: { type: String, optional: true },
    };

    get href() {
        const { link } = this.props;
        if (link.url) {
            return link.url;
        }
        const path = link.model === "stock.lot" ? "equipment-passport" : link.model;
        return `/odoo/${path}/${link.id}`;
    }

    open(ev) {
        // a new tab is left to the browser
        if (this.props.link.url || ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        this.props.onOpen(this.props.link);
    }
}
