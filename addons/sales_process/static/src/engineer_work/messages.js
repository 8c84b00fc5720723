import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Every word of the engineer's screen that depends on a code. */

export const stepTitle = (step) =>
    ({
        place: _t("Where and what"),
        checks: _t("Checks"),
        measures: _t("Measurements"),
        defects: _t("Defects"),
        photos: _t("Photos"),
        fields: _t("Remarks"),
        overview: _t("What is left"),
        sign: _t("Signature"),
    })[step];

export const groupTitle = (group) =>
    ({
        now: _t("In progress"),
        late: _t("Late"),
        today: _t("Today"),
        week: _t("In the next 7 days"),
        later: _t("Later"),
        unplanned: _t("Not planned"),
        sign: _t("To be signed"),
        free: _t("Nobody has taken them"),
        over: _t("Over"),
    })[group];

export const answerTitle = (answer) =>
    ({ yes: _t("Yes"), no: _t("No"), n_a: _t("Not applicable") })[answer];

export function statusText({ status, count, failure }) {
    return {
        unkept: _t("This phone keeps nothing: do not close the page. Not sent: %(count)s", {
            count,
        }),
        stranger: _t("Somebody else has logged in. What you typed is kept for you."),
        login: _t("Log in again. Kept on this phone: %(count)s", { count }),
        sending: _t("Sending… %(count)s", { count }),
        offline: count
            ? _t("Kept on this phone: %(count)s, no connection", { count })
            : _t("No connection"),
        failed: _t("Kept on this phone: %(count)s. The server says: %(failure)s", {
            count,
            failure,
        }),
        conflict: _t("Kept on this phone: %(count)s. You have to decide", { count }),
        waiting: _t("Kept on this phone: %(count)s", { count }),
        saved: _t("All is saved"),
    }[status];
}

export const STATUS_LOOKS = {
    unkept: ["danger", "fa-exclamation-triangle"],
    stranger: ["danger", "fa-user-times"],
    login: ["warning", "fa-sign-in"],
    sending: ["info", "fa-refresh fa-spin"],
    offline: ["warning", "fa-plane"],
    failed: ["danger", "fa-exclamation-triangle"],
    conflict: ["danger", "fa-question-circle"],
    waiting: ["info", "fa-clock-o"],
    saved: ["success", "fa-check"],
};

export function problemText({ code, part }) {
    const name = part.label;
    return {
        check: _t("Answer the check: %(name)s", { name }),
        measure: _t("Fill in the measurement: %(name)s", { name }),
        explain: _t("Add a defect or a note about: %(name)s", { name }),
    }[code];
}

/** What an operation was about, for a person. */
export function operationTitle(work, { kind, target, field, value }) {
    const nameIn = (list) =>
        list.find(({ id, key }) => id === target || (key && key === target))?.name || "";
    return {
        check: () => nameIn(work.checks),
        measure: () => nameIn(work.measures),
        defect_add: () => _t("Defect: %(name)s", { name: value.name }),
        defect_edit: () => _t("Defect: %(name)s", { name: nameIn(work.defects) }),
        defect_remove: () => _t("Defect: %(name)s", { name: nameIn(work.defects) }),
        photo_add: () => _t("Photo"),
        photo_remove: () => _t("Photo"),
        field: () => work.fields.find(({ name }) => name === field)?.label || "",
        start: () => _t("Start"),
        done: () => _t("Works are done"),
    }[kind]();
}

const MOMENT = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
};

/** "Mon, 5 May, 10:00" in the language of the person. */
export const formatMoment = (text) => deserializeDateTime(text).toLocaleString(MOMENT);
export const formatTime = (millis) => luxon.DateTime.fromMillis(millis).toLocaleString(MOMENT);
