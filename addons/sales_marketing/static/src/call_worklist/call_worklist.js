import {
    Component,
    markup,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatNumber, phoneNumbers } from "@sales_process/core/phone_numbers";
import { hourText, readClock } from "../core/call_clock";
import { CHOICES, RESULTS, readKey } from "../core/call_keys";
import { CallQuestion } from "./call_question";
import { CallWorklistModel } from "./call_worklist_model";

const TICK_MS = 15000;
const KEEP_MS = 5 * 60 * 1000;
const MODEL = "marketing.call.campaign.line";
const FIELDS = "input, textarea, select, [contenteditable='true']";
const { DateTime } = luxon;

/** Look and words of the results, in the order of their keys. */
const LOOKS = {
    interested: { icon: "fa-thumbs-up", className: "btn-success" },
    not_interested: { icon: "fa-thumbs-down", className: "btn-outline-secondary" },
    callback: { icon: "fa-clock-o", className: "btn-outline-primary" },
    no_answer: { icon: "fa-volume-control-phone", className: "btn-outline-warning" },
    wrong_number: { icon: "fa-ban", className: "btn-outline-danger" },
};

/**
 * "My calls": one client at a time, the result by one key, then the next one.
 */
export class CallWorklist extends Component {
    static template = "sales_marketing.CallWorklist";
    static components = { CallQuestion };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialing = useService("sales_process.dial");
        this.model = new CallWorklistModel({
            orm: useService("orm"),
            notification: useService("notification"),
        });
        this.state = useState(this.model.state);
        this.clock = useState({ now: DateTime.now() });
        this.note = useRef("note");
        this.pick = useRef("pick");
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), { capture: true });
        const ticking = browser.setInterval(() => (this.clock.now = DateTime.now()), TICK_MS);
        const keeping = browser.setInterval(() => this.model.keep(), KEEP_MS);
        onWillStart(() => this.model.open(this.getFirstView()));
        onWillUnmount(() => {
            browser.clearInterval(ticking);
            browser.clearInterval(keeping);
            this.model.close();
        });
    }

    getFirstView() {
        const { campaign_id: campaignId } = this.props.action.params || {};
        return campaignId ? { campaign_id: campaignId } : {};
    }

    // ---- what is shown -------------------------------------------------------------

    get card() {
        return this.state.card;
    }

    get script() {
        return markup(this.card.script);
    }

    get phones() {
        const numbers = phoneNumbers(this.card.phone);
        return numbers.map((number) => ({ ...number, text: formatNumber(number) }));
    }

    get there() {
        return readClock(this.clock.now, this.card);
    }

    /** The client has named this time himself. */
    get isAgreed() {
        const { result, callback_at: at } = this.card;
        return result === "callback" && Boolean(at) && deserializeDateTime(at) <= this.clock.now;
    }

    get clockClass() {
        if (this.there.state === "unknown") {
            return "alert-secondary";
        }
        return this.there.mayCall ? "alert-success" : this.isAgreed ? "alert-info" : "alert-danger";
    }

    get clockText() {
        const { state, time } = this.there;
        if (state === "unknown") {
            return _t("The time there is not known: ask for it first");
        }
        if (this.isAgreed && state !== "open") {
            return _t("Now %(time)s there: agreed upon with the client", { time });
        }
        return {
            open: _t("Now %(time)s there: call", { time }),
            early: _t("Now %(time)s there: too early, do not call", { time }),
            late: _t("Now %(time)s there: do not call", { time }),
            weekend: _t("Now %(time)s there, a day off: do not call", { time }),
        }[state];
    }

    /** Where the client sits, when he may be called, and what he has asked for. */
    get clockDetails() {
        const { hour_from: from, hour_to: to, callback_at: at, result, place } = this.card;
        const hours = `${hourText(from)}–${hourText(to)}`;
        const parts = [place, _t("calls there %(hours)s", { hours })];
        if (at && result === "callback") {
            parts.push(_t("asked to call %(time)s", { time: this.momentText(at) }));
        }
        return parts.filter(Boolean).join(" · ");
    }

    get deadlineText() {
        const day = DateTime.fromISO(this.card.deadline).toFormat("d MMM");
        return _t("until %(day)s", { day });
    }

    firstText(text) {
        return _t("the first at %(time)s", { time: this.momentText(text) });
    }

    get results() {
        const labels = {
            interested: _t("Interested"),
            not_interested: _t("Not interested"),
            callback: _t("Call back"),
            no_answer: _t("No answer"),
            wrong_number: _t("Wrong number"),
        };
        return RESULTS.map((code, index) => ({
            code,
            label: labels[code],
            digit: index + 1,
            ...LOOKS[code],
        }));
    }

    labelOf(code) {
        return this.results.find((result) => result.code === code)?.label || "";
    }

    get choices() {
        const labels = {
            hour: _t("In an hour"),
            tomorrow: _t("Tomorrow"),
            week: _t("In a week"),
            pick: _t("Day and time…"),
        };
        return CHOICES.map((code, index) => {
            const at = this.card.choices.find((choice) => choice.code === code)?.at;
            const moment = at && deserializeDateTime(at);
            const isLater = code === "tomorrow" && moment && !this.isTomorrow(moment);
            return {
                code,
                at,
                label: isLater ? _t("The next workday") : labels[code],
                digit: index + 1,
                time: moment ? this.dayText(moment) : "",
                there: moment ? this.thereText(moment) : "",
            };
        });
    }

    isTomorrow(moment) {
        return moment.hasSame(this.clock.now.plus({ days: 1 }), "day");
    }

    /** The client's clock at that moment; empty when it shows the same as ours. */
    thereText(moment) {
        const there = this.card.zone ? moment.setZone(this.card.zone) : null;
        if (!there || !there.isValid || there.offset === moment.offset) {
            return "";
        }
        return _t("%(time)s there", { time: there.toFormat("HH:mm") });
    }

    dayText(moment) {
        const isToday = moment.hasSame(DateTime.now(), "day");
        return moment.toFormat(isToday ? "HH:mm" : "d MMM, HH:mm");
    }

    momentText(text) {
        return text ? this.dayText(deserializeDateTime(text)) : "";
    }

    get isLate() {
        return (
            this.card.deadline && DateTime.fromISO(this.card.deadline).endOf("day") < this.clock.now
        );
    }

    get attemptText() {
        const { attempts, max_attempts: max } = this.card;
        return attempts ? _t("Attempt %(number)s of %(max)s", { number: attempts + 1, max }) : "";
    }

    get percent() {
        const { done, total } = this.state.progress;
        return total ? Math.round((100 * done) / total) : 0;
    }

    get progressText() {
        const { done, total, interested } = this.state.progress;
        return _t("%(done)s of %(total)s, interested: %(interested)s", { done, total, interested });
    }

    get pickedText() {
        return this.pickedMoment ? this.thereText(this.pickedMoment) : "";
    }

    get pickedMoment() {
        const moment = this.state.pickedAt && DateTime.fromISO(this.state.pickedAt);
        return moment && moment.isValid && moment > this.clock.now ? moment : null;
    }

    get pickMin() {
        return this.clock.now.toFormat("yyyy-MM-dd'T'HH:mm");
    }

    get waitingRows() {
        const { callbacks, retries, asleep } = this.state.waiting;
        const rows = [
            { icon: "fa-clock-o", text: _t("Call-backs"), ...callbacks },
            { icon: "fa-volume-control-phone", text: _t("Nobody answered, again"), ...retries },
            { icon: "fa-moon-o", text: _t("Their hours of calls have not come"), ...asleep },
        ];
        return rows.filter((row) => row.count);
    }

    get emptyTitle() {
        if (!this.state.progress.total) {
            return _t("No calls to make");
        }
        return this.waitingRows.length || this.state.skipped.length
            ? _t("Nobody to call at this moment")
            : _t("All called");
    }

    // ---- what is done --------------------------------------------------------------

    onKeydown(ev) {
        const isElsewhere = document.querySelector(".modal, .o_command_palette");
        if (isElsewhere || ev.defaultPrevented) {
            return;
        }
        const command = readKey({
            code: ev.code,
            modified: ev.ctrlKey || ev.altKey || ev.metaKey || ev.shiftKey,
            repeated: ev.repeat,
            inField: Boolean(ev.target.closest?.(FIELDS)),
            isChoosing: this.state.isChoosing,
        });
        if (command) {
            ev.preventDefault();
            ev.stopPropagation();
            this.obey(command, ev);
        }
    }

    obey({ name, index }, ev) {
        const commands = {
            result: () => this.setResult(RESULTS[index]),
            choice: () => this.chooseTime(CHOICES[index]),
            dial: () => this.dial(),
            skip: () => this.model.skip(),
            undo: () => this.model.undo(),
            note: () => this.note.el?.focus(),
            cancel: () => (this.state.isChoosing = false),
            leave: () => ev.target.blur(),
        };
        return commands[name]();
    }

    setResult(code) {
        if (!this.card || this.state.isBusy) {
            return;
        }
        if (code === "callback") {
            this.state.isChoosing = true;
            return;
        }
        return this.model.enter(code);
    }

    chooseTime(code) {
        if (code === "pick") {
            this.pick.el?.focus();
            return;
        }
        const { at } = this.card.choices.find((choice) => choice.code === code);
        return this.model.enter("callback", at);
    }

    onPickKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.savePicked();
        }
    }

    savePicked() {
        const moment = this.pickedMoment;
        if (moment) {
            return this.model.enter("callback", serializeDateTime(moment));
        }
    }

    dial(number = this.phones[0]) {
        if (!this.card || !number) {
            return;
        }
        const { e164, extension } = number;
        return this.dialing.dial(extension ? `${e164} доб. ${extension}` : e164, {
            resModel: MODEL,
            resId: this.card.id,
        });
    }

    openList() {
        return this.action.doAction("sales_marketing.marketing_call_campaign_line_action_my");
    }

    openDeal() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: this.card.deal.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("sales_marketing.call_worklist", CallWorklist);
