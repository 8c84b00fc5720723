import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDay, formatQuantity } from "../../scanner_action/messages";
import { ReasonForm } from "../reason_form/reason_form";
import { SignatureForm } from "../signature_form/signature_form";

/** A question of the flow with its answers as big buttons, the safe one first. */
export class QuestionPanel extends Component {
    static template = "warehouse_barcode.QuestionPanel";
    static components = { ReasonForm, SignatureForm };
    static props = { machine: Object, onAnswer: Function };

    get step() {
        return this.props.machine.step;
    }

    get params() {
        return this.props.machine.question?.params || {};
    }

    get answers() {
        switch (this.step) {
            case "choice":
                return this.options;
            case "over":
                return [this.answer("no", _t("Do not add")), this.answer("yes", _t("Add"))];
            case "reserved":
                return [
                    this.answer("no", _t("Take another one")),
                    this.answer("yes", _t("Take it from them")),
                ];
            case "lot":
                return this.lotAnswers;
            case "add":
                return [this.answer("no", _t("Do not add")), this.answer("yes", _t("Add it"))];
            case "produce_all":
                return [
                    this.answer("cancel", _t("Go on scanning")),
                    this.answer("yes", _t("All of it is made")),
                ];
            case "consumption":
                return [
                    this.answer("cancel", _t("Go on scanning")),
                    this.answer("yes", _t("It is right so")),
                ];
            case "newer":
                return [
                    this.answer("older", _t("Take the older one")),
                    this.answer("manager", this.permissionLabel),
                ];
            case "backorder":
                return this.backorderAnswers;
            case "unknown":
                return this.unknownAnswers;
            case "attach":
                return this.attachAnswers;
            case "missing":
                return [
                    this.answer("leave_them", _t("Leave them as they are")),
                    this.answer("zero", _t("They are not here: set to zero")),
                    this.answer("cancel", _t("Go on counting")),
                ];
            case "conflict":
                return [
                    this.answer("counted", _t("What I counted is here now")),
                    this.answer("difference", _t("Keep the difference that I found")),
                    this.answer("cancel", _t("Go on counting")),
                ];
            default:
                return [this.answer("cancel", _t("Cancel"))];
        }
    }

    /** A series is scanned or typed; where core gives numbers, the next one is proposed. */
    get lotAnswers() {
        const { next } = this.params;
        const proposal = {
            key: "next",
            label: _t("Give it number %s", next),
            event: { type: "scan", code: next },
        };
        const cancel = this.answer("cancel", _t("Cancel"));
        return next ? [proposal, cancel] : [cancel];
    }

    get backorderAnswers() {
        const [create, drop] = this.backorderLabels;
        return [
            this.answer("create", create),
            this.answer("drop", drop),
            this.answer("cancel", _t("Go on scanning")),
        ];
    }

    get backorderLabels() {
        switch (this.props.machine.flow) {
            case "receipt":
                return [
                    _t("It comes later: make a backorder"),
                    _t("It will not come: no backorder"),
                ];
            case "production":
                return [
                    _t("It is made later: make a backorder"),
                    _t("It will not be made: no backorder"),
                ];
            default:
                return [_t("It goes later: make a backorder"), _t("It will not go: no backorder")];
        }
    }

    /** While the next scan is the answer the safe button is not the first choice. */
    get isOpenAnswer() {
        return ["lot", "expiry", "serial", "sign"].includes(this.step);
    }

    get permissionLabel() {
        return this.params.control === "block" ? _t("Call a manager") : _t("Give the reason");
    }

    get options() {
        const options = this.props.machine.question.options.map((option, index) => ({
            key: index,
            label: this.optionLabel(option),
            event: { type: "choose", option: index },
        }));
        return [...options, this.answer("cancel", _t("Cancel"))];
    }

    get unknownAnswers() {
        const { canAttach } = this.props.machine.question;
        const answers = [this.answer("cancel", _t("Go on scanning"))];
        if (canAttach && this.props.machine.lines.length) {
            answers.push(this.answer("attach", _t("It is a product of this document")));
        }
        return answers;
    }

    get attachAnswers() {
        const { question, products } = this.props.machine;
        const answers = question.options.map((id, option) => ({
            key: option,
            label: products[id].name,
            event: { type: "choose", option },
        }));
        return [...answers, this.answer("cancel", _t("Cancel"))];
    }

    answer(type, label) {
        return { key: type, label, event: { type } };
    }

    optionLabel(option) {
        const { products, locations, workorders } = this.props.machine;
        if (option.type === "location") {
            return _t("Shelf %s", locations[option.location_id].name);
        }
        if (option.type === "workorder") {
            return workorders.find(({ id }) => id === option.workorder_id).name;
        }
        if (!option.product_id) {
            return this.packageName(option);
        }
        const name = products[option.product_id].name;
        if (option.role) {
            return option.role === "made" ? _t("%s is made", name) : _t("%s is a component", name);
        }
        return option.lot_name
            ? _t("Series %(lot)s of %(name)s", { lot: option.lot_name, name })
            : name;
    }

    packageName({ name, package_id }) {
        const found = name || this.props.machine.packages[package_id]?.name;
        return _t("Package %s", found);
    }

    conflictText({ product, lot, counted, quantity }) {
        return _t("%(goods)s: counted %(counted)s, in stock now %(quantity)s", {
            goods: [product, lot].filter(Boolean).join(", "),
            counted: formatQuantity(counted),
            quantity: formatQuantity(quantity),
        });
    }

    get olderExpiry() {
        return formatDay(this.params.older_expiration);
    }

    formatQuantity(quantity) {
        return formatQuantity(quantity);
    }
}
