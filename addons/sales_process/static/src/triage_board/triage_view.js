import { useExternalListener, useState, useSubEnv } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { readKey } from "../core/triage_keys";
import { TriageBoard } from "./triage_board";
import { TriageChoiceDialog } from "./triage_choice_dialog";

const HINT_KEY = "sales_process.triage_hint_hidden";
const TYPING = "input, textarea, select, [contenteditable='true'], .o_dialog, .o-dropdown--menu";

/**
 * The triage board: a kanban whose cards are sorted by one key or one click.
 */
export class TriageController extends KanbanController {
    static template = "sales_process.TriageView";

    setup() {
        super.setup();
        this.hint = useState({ hidden: Boolean(browser.localStorage.getItem(HINT_KEY)) });
        this.board = new TriageBoard(
            { orm: useService("orm"), notification: useService("notification") },
            {
                onDone: (ids) => this.removeCards(ids),
                onChanged: (ids) => this.reload(ids),
            }
        );
        useSubEnv({
            triageBoard: this.board,
            openTriageChoice: (kind, ids) => this.openChoice(kind, ids),
        });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
    }

    /** The people of the departments are asked for once for all the cards. */
    get modelParams() {
        const params = super.modelParams;
        const { hooks } = params;
        return {
            ...params,
            hooks: {
                ...hooks,
                onRootLoaded: async (root) => {
                    await hooks.onRootLoaded?.(root);
                    await this.board.load(this.getRecords(root).map((record) => record.resId));
                },
            },
        };
    }

    getRecords(root = this.model.root) {
        return root.isGrouped ? root.groups.flatMap((group) => group.list.records) : root.records;
    }

    // ---- the switch --------------------------------------------------------------

    get groupings() {
        return [
            { name: "age_state", label: _t("Age"), icon: "fa-clock-o" },
            { name: "team_id", label: _t("Department"), icon: "fa-sitemap" },
            { name: "channel", label: _t("Channel"), icon: "fa-envelope-o" },
        ];
    }

    get grouping() {
        return this.model.root.groupByField?.name;
    }

    groupBy(name) {
        const { searchModel } = this.env;
        const active = searchModel
            .getSearchItems((item) => item.type === "groupBy" || item.type === "dateGroupBy")
            .filter((item) => item.isActive);
        const wanted = searchModel.getSearchItems(
            (item) => item.type === "groupBy" && item.fieldName === name
        )[0];
        searchModel.blockNotification = true;
        for (const groupId of new Set(active.map((item) => item.groupId))) {
            searchModel.deactivateGroup(groupId);
        }
        searchModel.blockNotification = false;
        searchModel.toggleSearchItem(wanted.id);
    }

    // ---- the hint ----------------------------------------------------------------

    get hintTitle() {
        return this.hint.hidden ? _t("Show the keys") : _t("Hide the keys");
    }

    toggleHint() {
        this.hint.hidden = !this.hint.hidden;
        if (this.hint.hidden) {
            browser.localStorage.setItem(HINT_KEY, "1");
        } else {
            browser.localStorage.removeItem(HINT_KEY);
        }
    }

    // ---- cards -------------------------------------------------------------------

    get cards() {
        return [...this.rootRef.el.querySelectorAll(".o_kanban_record:not(.o_kanban_ghost)")];
    }

    get focusedCard() {
        const card = document.activeElement?.closest(".o_kanban_record");
        return card && this.rootRef.el.contains(card) ? card : null;
    }

    getRecord(card) {
        return this.getRecords().find((record) => record.id === card.dataset.id);
    }

    /** The cards leave the board, the next one is at hand. */
    removeCards(ids) {
        const next = this.getNextCardId(ids);
        const { root } = this.model;
        const gone = this.getRecords().filter((record) => ids.includes(record.resId));
        gone.forEach((record) => record.toggleSelection(false));
        root._removeRecords(gone.map((record) => record.id));
        this.fillColumns(root);
        this.focusCard(next);
    }

    /** A column whose loaded cards are all sorted shows its next ones. */
    fillColumns(root) {
        for (const group of root.isGrouped ? root.groups : []) {
            if (group.count && !group.list.records.length && !group.isFolded) {
                this.reload([]);
                return;
            }
        }
    }

    getNextCardId(ids) {
        const cards = this.cards;
        const isGone = (card) => ids.includes(this.getRecord(card)?.resId);
        const first = cards.findIndex(isGone);
        const after = cards.slice(first + 1).find((card) => !isGone(card));
        const before = cards.slice(0, Math.max(first, 0)).reverse();
        return (after || before.find((card) => !isGone(card)))?.dataset.id;
    }

    focusCard(id) {
        const focus = () => this.rootRef.el?.querySelector(`[data-id="${id}"]`)?.focus();
        // after the next rendering: the card may not be there yet
        browser.requestAnimationFrame(() => browser.requestAnimationFrame(focus));
    }

    async reload(ids) {
        await this.model.load();
        const record = this.getRecords().find((candidate) => ids.includes(candidate.resId));
        this.focusCard(record?.id);
    }

    // ---- keys --------------------------------------------------------------------

    onKeydown(ev) {
        const isElsewhere = document.querySelector(".modal, .o_dialog, .o_command_palette");
        const command = readKey({
            code: ev.code,
            modified: ev.ctrlKey || ev.altKey || ev.metaKey || ev.shiftKey,
            inField: Boolean(isElsewhere || ev.target.closest?.(TYPING)),
        });
        if (!command || ev.defaultPrevented) {
            return;
        }
        const handled = this.runCommand(command);
        if (handled) {
            ev.preventDefault();
        }
    }

    /** @returns {boolean} whether the key did something */
    runCommand(command) {
        if (command.name === "undo") {
            this.board.undo();
            return true;
        }
        if (command.name === "focus") {
            return this.focusFirstCard();
        }
        const ids = this.getTargets();
        if (!ids.length) {
            return false;
        }
        if (command.name === "assign") {
            this.assignByDigit(ids, command.index);
        } else if (this.board.state.can_sort) {
            this.openChoice(command.name, ids);
        }
        return true;
    }

    focusFirstCard() {
        if (this.focusedCard) {
            return false; // the kanban itself moves between cards
        }
        this.cards[0]?.focus();
        return Boolean(this.cards.length);
    }

    /** The selected cards, else the one with the focus. */
    getTargets() {
        const selection = this.model.root.selection || [];
        if (selection.length) {
            return selection.map((record) => record.resId);
        }
        const card = this.focusedCard;
        const record = card && this.getRecord(card);
        return record ? [record.resId] : [];
    }

    assignByDigit(ids, index) {
        const records = this.getRecords().filter((record) => ids.includes(record.resId));
        if (!this.board.state.can_sort) {
            return index === 0 ? this.board.take(ids) : undefined;
        }
        const teams = new Set(records.map((record) => record.data.team_id?.id || false));
        if (teams.size > 1) {
            this.board.notification.add(
                _t("The selected inquiries are of several departments: choose one of them."),
                { type: "warning" }
            );
            return undefined;
        }
        const person = this.board.getPeople([...teams][0])[index];
        if (person) {
            return this.board.assign(ids, person.id);
        }
        const message = [...teams][0]
            ? _t("Nobody in the department has this number.")
            : _t("Choose the department first: press D.");
        this.board.notification.add(message, { type: "warning" });
        return undefined;
    }

    // ---- choices -----------------------------------------------------------------

    openChoice(kind, ids) {
        const isReject = kind === "reject";
        this.dialog.add(TriageChoiceDialog, {
            title: isReject ? _t("Why is it rejected?") : _t("Which department?"),
            choices: isReject ? this.board.state.reasons : this.board.state.teams,
            onChoose: (id) => (isReject ? this.board.reject(ids, id) : this.board.setTeam(ids, id)),
        });
    }

    /** The selected cards as one: the people of their department. */
    get selectionPeople() {
        const records = this.model.root.selection || [];
        const teams = new Set(records.map((record) => record.data.team_id?.id || false));
        return teams.size === 1 ? this.board.getPeople([...teams][0]) : [];
    }

    get selectionIds() {
        return (this.model.root.selection || []).map((record) => record.resId);
    }
}

export const triageView = { ...kanbanView, Controller: TriageController };

registry.category("views").add("sales_inquiry_triage", triageView);
