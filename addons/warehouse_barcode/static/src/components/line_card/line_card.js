import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDay, formatQuantity } from "../../scanner_action/messages";

/** The present line: picture, product, series to take and its shelf, how much of how much. */
export class LineCard extends Component {
    static template = "warehouse_barcode.LineCard";
    static props = {
        task: Object,
        isBlind: { type: Boolean, optional: true },
        isBatch: { type: Boolean, optional: true },
    };

    get imageUrl() {
        return `/web/image/product.product/${this.props.task.product.id}/image_128`;
    }

    /** Of a batch: for which of its transfers the goods are. */
    get document() {
        return this.props.isBatch ? this.props.task.line.document : "";
    }

    get workers() {
        const { workers = [] } = this.props.task.line;
        return workers.length ? _t("Also at work here: %s", workers.join(", ")) : "";
    }

    get done() {
        return formatQuantity(this.props.task.line.done);
    }

    get demand() {
        return formatQuantity(this.props.task.line.demand);
    }

    get percent() {
        const { done, demand } = this.props.task.line;
        return demand ? Math.min(100, Math.round((done / demand) * 100)) : 100;
    }

    get expiry() {
        return formatDay(this.props.task.lot?.expiration_date);
    }
}
