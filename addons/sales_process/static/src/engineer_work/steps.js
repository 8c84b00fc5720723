import { Component, useRef, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useService } from "@web/core/utils/hooks";
import { judge, limitsText, mapLink, phoneLink } from "../core/work_view";
import { answerTitle, formatMoment, problemText } from "./messages";
import { shrinkPicture } from "./pictures";
import { TypedInput } from "./typed_input";

/** One step of a work: shows the work, tells what is typed. */
class Step extends Component {
    static components = { TypedInput };
    static props = {
        work: Object,
        change: Function, // (kind, {target, field, value, seen}, picture)
        readonly: Boolean,
        thumbs: Object,
        goTo: Function,
        problems: Array,
        isSent: Boolean,
    };

    setup() {
        this.dialog = useService("dialog");
    }

    lotName(lot) {
        return this.props.work.equipment.find(({ id }) => id === lot)?.name || "";
    }

    set(kind, part, field, value) {
        const target = part.key || part.id;
        return this.props.change(kind, { target, field, value, seen: part[field] });
    }

    /** What the server has already is not removed by a slip of the finger. */
    removePart(kind, part, body) {
        const confirm = () => this.props.change(kind, { target: part.key || part.id });
        if (!part.id) {
            return confirm();
        }
        this.dialog.add(ConfirmationDialog, { body, confirm, confirmLabel: _t("Remove") });
    }
}

export class PlaceStep extends Step {
    static template = "sales_process.EngineerPlaceStep";

    get when() {
        return this.props.work.date ? formatMoment(this.props.work.date) : _t("Not planned");
    }

    get map() {
        return mapLink(this.props.work);
    }

    get phone() {
        return phoneLink(this.props.work.phone);
    }

    get state() {
        return this.props.work.state_labels[this.props.work.state];
    }

    get canStart() {
        const isWaiting = ["draft", "planned", "refused"].includes(this.props.work.state);
        return !this.props.readonly && isWaiting;
    }

    async start() {
        await this.props.change("start", {});
        this.props.goTo("next");
    }
}

export class ChecksStep extends Step {
    static template = "sales_process.EngineerChecksStep";

    setup() {
        super.setup();
        this.answers = ["yes", "no", "n_a"];
        this.answerTitle = answerTitle;
        this.looks = { yes: "success", no: "danger", n_a: "secondary" };
        this.state = useState({ noted: {} }); // checks whose note is opened by hand
    }

    choose(check, answer) {
        return this.set("check", check, "answer", check.answer === answer ? "" : answer);
    }

    hasNote(check) {
        return check.answer === "no" || check.note || this.state.noted[check.id];
    }
}

export class MeasuresStep extends Step {
    static template = "sales_process.EngineerMeasuresStep";

    setup() {
        super.setup();
        this.judge = judge;
    }

    limits(measure) {
        return limitsText(measure, localization.decimalPoint);
    }

    hasLimits({ min, max }) {
        return min !== null || max !== null;
    }
}

export class DefectsStep extends Step {
    static template = "sales_process.EngineerDefectsStep";

    setup() {
        super.setup();
        this.draft = useState({ name: "" });
    }

    add() {
        const name = this.draft.name.trim();
        if (name) {
            this.draft.name = "";
            this.props.change("defect_add", { value: { name, deadline: "", lot: "" } });
        }
    }

    edit(defect, field, value) {
        if (field !== "name" || value.trim()) {
            this.set("defect_edit", defect, field, value);
        }
    }

    remove(defect) {
        return this.removePart("defect_remove", defect, _t("Remove the defect?"));
    }
}

export class PhotosStep extends Step {
    static template = "sales_process.EngineerPhotosStep";

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.camera = useRef("camera");
        this.gallery = useRef("gallery");
        this.state = useState({ busy: 0 });
    }

    source(photo) {
        const kept = photo.thumb || (photo.key && this.props.thumbs[photo.key]);
        return kept || `/web/image/${photo.id}/240x240`;
    }

    async take(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        this.state.busy += files.length;
        for (const file of files) {
            await this.keep(file);
            this.state.busy -= 1;
        }
    }

    async keep(file) {
        let picture;
        try {
            picture = await shrinkPicture(file);
        } catch {
            const text = _t("“%(name)s”: this phone cannot read the picture.", { name: file.name });
            this.notification.add(text, { type: "danger" });
            return;
        }
        const name = file.name.replace(/\.\w+$/, "") || _t("Photo");
        await this.props.change("photo_add", { value: { name: `${name}.jpg` } }, picture);
    }

    remove(photo) {
        return this.removePart("photo_remove", photo, _t("Remove the photo?"));
    }
}

export class FieldsStep extends Step {
    static template = "sales_process.EngineerFieldsStep";

    write({ name, value: seen }, value) {
        return this.props.change("field", { field: name, value, seen });
    }
}

export class OverviewStep extends Step {
    static template = "sales_process.EngineerOverviewStep";

    /** By the server, when it knows all; by the same rules of the phone otherwise. */
    get texts() {
        const { work, problems, isSent } = this.props;
        if (isSent) {
            return work.problems;
        }
        const local = problems.map((problem) => ({
            text: problemText(problem),
            step: problem.step,
        }));
        // what is wanted in the papers is known by the server only: as it last said
        return [...work.problems.filter(({ step }) => step === "fields"), ...local];
    }

    get isOpen() {
        return ["draft", "planned", "in_progress", "refused"].includes(this.props.work.state);
    }

    get state() {
        return this.props.work.state_labels[this.props.work.state];
    }

    async finish() {
        await this.props.change("done", {});
        if (this.props.work.kind !== "certification") {
            this.props.goTo("next");
        }
    }
}
