import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { getOpenRows, getVisibleRows } from "../core/passport.js";
import { PassportLink } from "./passport_link";

/** One section of the passport: rows, or a tree of parts that opens level by level. */
export class PassportSection extends Component {
    static template = "sales_process.PassportSection";
    static components = { PassportLink };
    static props = {
        section: Object,
        onOpen: Function,
    };

    setup() {
        this.state = useState({ open: getOpenRows(this.props.section.rows, 1) });
        onWillUpdateProps((next) => {
            if (next.section !== this.props.section) {
                this.state.open = getOpenRows(next.section.rows, 1);
            }
        });
    }

    get isTree() {
        return this.props.section.kind === "tree";
    }

    get rows() {
        const { rows } = this.props.section;
        const all = rows.map((row, index) => ({ index, row, hasParts: false, isOpen: true }));
        return this.isTree ? getVisibleRows(rows, this.state.open) : all;
    }

    get hasLevels() {
        return this.isTree && this.props.section.rows.some((row) => row.depth > 1);
    }

    toggle(index) {
        const open = new Set(this.state.open);
        if (!open.delete(index)) {
            open.add(index);
        }
        this.state.open = open;
    }

    showAll() {
        this.state.open = getOpenRows(this.props.section.rows, Infinity);
    }
}
