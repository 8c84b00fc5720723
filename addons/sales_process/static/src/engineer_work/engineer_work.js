import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { conflictsOf, countOf, statusOf } from "../core/work_draft";
import { findProblems, groupWorks, progressOf, stepsOf } from "../core/work_view";
import { ConflictCard } from "./conflict_card";
import { formatTime, groupTitle, stepTitle } from "./messages";
import { SignStep } from "./sign_step";
import { StatusLine } from "./status_line";
import {
    ChecksStep,
    DefectsStep,
    FieldsStep,
    MeasuresStep,
    OverviewStep,
    PhotosStep,
    PlaceStep,
} from "./steps";
import { WorkCard } from "./work_card";

const STEPS = {
    place: PlaceStep,
    checks: ChecksStep,
    measures: MeasuresStep,
    defects: DefectsStep,
    photos: PhotosStep,
    fields: FieldsStep,
    overview: OverviewStep,
};

/** What the screen of a work remembers beside the work, until the work is over. */
const memoryOf = (workId) => {
    const key = (name) => `sales_process.engineer.${user.userId}.${workId}.${name}`;
    return {
        get: (name) => browser.localStorage.getItem(key(name)) || "",
        set: (name, text) => {
            if (text) {
                browser.localStorage.setItem(key(name), text);
            } else {
                browser.localStorage.removeItem(key(name));
            }
        },
    };
};

/** The engineer's screen for a phone: my works, and one work step by step. */
export class EngineerWork extends Component {
    static template = "sales_process.EngineerWork";
    static components = { ConflictCard, SignStep, StatusLine, WorkCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.session = useService("sales_process.engineer_work").session;
        this.data = useState(this.session.state);
        this.state = useState({ workId: false, step: "place", isMissing: false, loading: false });
        this.groupTitle = groupTitle;
        this.stepTitle = stepTitle;
        const body = useRef("body");
        useEffect(
            () => {
                body.el.scrollTo(0, 0);
            },
            () => [this.state.workId, this.state.step]
        );
        this.wake = () => this.refresh();
        browser.addEventListener("online", this.wake);
        onWillUnmount(() => browser.removeEventListener("online", this.wake));
        onWillStart(async () => {
            await this.session.start();
            if (this.props.resId) {
                this.choose(this.props.resId);
            }
            const loading = this.refresh();
            // what is kept on the phone is shown at once, the server is waited for else
            return this.hasSomething ? undefined : loading;
        });
    }

    get hasSomething() {
        return this.state.workId ? Boolean(this.work) : Boolean(this.data.listed);
    }

    // ---- what is shown ---------------------------------------------------------------------

    get status() {
        const { operations, failure } = this.data;
        return { status: statusOf(this.data), count: operations.length, failure };
    }

    get groups() {
        const dayStart = luxon.DateTime.now().startOf("day").toMillis();
        return groupWorks(this.session.listWorks(this.data), dayStart);
    }

    get work() {
        return this.session.workOf(this.state.workId, this.data);
    }

    get loadedText() {
        return formatTime(this.data.listed.at);
    }

    get steps() {
        return stepsOf(this.work);
    }

    get step() {
        return this.steps.includes(this.state.step) ? this.state.step : "place";
    }

    get position() {
        return this.steps.indexOf(this.step);
    }

    get StepComponent() {
        return STEPS[this.step];
    }

    get stepProps() {
        const { work } = this;
        return {
            work,
            change: (kind, values, picture) =>
                this.session.push({ ...values, kind, work: work.id }, picture),
            readonly: !work.can_edit,
            thumbs: this.data.thumbs,
            goTo: (step) => this.goTo(step),
            problems: this.problems,
            isSent: this.isSent,
        };
    }

    get problems() {
        const lots = new Map(this.work.equipment.map(({ id, name }) => [id, name]));
        return findProblems(this.work).map((problem) => {
            const { name, lot } = problem.part;
            const label = lot ? `${name} (${lots.get(lot)})` : name;
            return { ...problem, part: { ...problem.part, label } };
        });
    }

    get isSent() {
        return this.countOf(this.work) === 0 && this.data.online;
    }

    get signProps() {
        const { work, session, isSent } = this;
        const memory = memoryOf(work.id);
        const { online } = this.data;
        const goTo = (step) => this.goTo(step);
        return { work, session, memory, isSent, online, readonly: !work.can_edit, goTo };
    }

    get conflicts() {
        return conflictsOf(this.data.operations, this.state.workId);
    }

    countOf(work) {
        return countOf(this.data.operations, work.id);
    }

    progressText(step) {
        return progressOf(this.work, step)?.join(" / ") || "";
    }

    get isForeign() {
        return Boolean(this.work.engineer) && this.work.engineer !== user.userId;
    }

    // ---- what is done ----------------------------------------------------------------------

    choose(workId) {
        this.state.workId = workId;
        this.session.opened = workId;
        this.state.isMissing = false;
        this.state.step = (workId && memoryOf(workId).get("step")) || "place";
    }

    async open(workId) {
        this.choose(workId);
        this.props.updateActionState({ resId: workId });
        await this.refresh();
    }

    async refresh() {
        const { workId } = this.state;
        this.state.loading = true;
        try {
            await this.session.flush();
            const isLoaded = await this.session.load(workId ? [workId] : null);
            this.state.isMissing = Boolean(isLoaded && workId && !this.session.workOf(workId));
        } finally {
            this.state.loading = false;
        }
    }

    goTo(step) {
        const next = step === "next" ? this.steps[this.position + 1] || this.step : step;
        this.state.step = next;
        memoryOf(this.state.workId).set("step", next);
    }

    move(by) {
        const step = this.steps[this.position + by];
        return step ? this.goTo(step) : this.open(false);
    }
}

registry.category("actions").add("sales_process.engineer_work", EngineerWork);
