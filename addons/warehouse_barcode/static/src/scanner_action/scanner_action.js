import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { BottomBar } from "../components/bottom_bar/bottom_bar";
import { ConflictPanel } from "../components/conflict_panel/conflict_panel";
import { EntryField } from "../components/entry_field/entry_field";
import { InfoPanel } from "../components/info_panel/info_panel";
import { LineCard } from "../components/line_card/line_card";
import { LinesPanel } from "../components/lines_panel/lines_panel";
import { MadePanel } from "../components/made_panel/made_panel";
import { Multiplier } from "../components/multiplier/multiplier";
import { QuestionPanel } from "../components/question_panel/question_panel";
import { RecentScans } from "../components/recent_scans/recent_scans";
import { ScanFlash } from "../components/scan_flash/scan_flash";
import { ScanPrompt } from "../components/scan_prompt/scan_prompt";
import { StartModes } from "../components/start_modes/start_modes";
import { StartList } from "../components/start_list/start_list";
import { StatusBadge } from "../components/status_badge/status_badge";
import { commandOf } from "../core/commands";
import { labelOf } from "../core/label";
import { WorkPanel } from "../components/work_panel/work_panel";
import { isComplete } from "../core/line";
import { isMade, requiredLines } from "../core/made";
import { promptOf, taskOf } from "../core/prompt";
import * as theme from "../services/theme";
import { KeyReader } from "../services/key_reader";
import { iconOf, messageText, promptText, startPrompt } from "./messages";

const QUESTIONS = [
    "choice",
    "lot",
    "serial",
    "expiry",
    "over",
    "reserved",
    "newer",
    "sign",
    "backorder",
    "unknown",
    "attach",
    "missing",
    "conflict",
    "reason",
    "add",
    "produce_all",
    "consumption",
];
/** Questions that are answered by a scan or in the field. */
const BY_SCAN = ["lot", "serial", "expiry"];
const CHANNEL = "warehouse_barcode";
/** Several scans of a colleague are taken over at once. Milliseconds. */
const CALM = 1500;
/** A service worker is stopped after half a minute without work. Milliseconds. */
const BEAT = 15000;
const CONNECTED = "CONNECTED";
/** On the page while the scanner is shown. */
const AT_WORK = "o_warehouse_barcode_at_work";
const BUSY = ["asking", "finishing", "signing", "looking", "adding", "done"];

/**
 * The service worker brings the page back in a Wi-Fi gap: it is told what the page consists of,
 * and kept from being stopped by the browser.
 */
async function keepWorkerAwake() {
    const registration = await browser.navigator.serviceWorker?.ready;
    const addresses = browser.performance
        .getEntriesByType("resource")
        .filter(({ initiatorType }) => initiatorType !== "xmlhttprequest")
        .map(({ name }) => name);
    registration?.active.postMessage({ type: "warehouse_barcode_awake", addresses });
}

/** The scanner screen: shows the state of the machine and passes events to it. */
export class ScannerAction extends Component {
    static template = "warehouse_barcode.ScannerAction";
    static components = {
        BottomBar,
        ConflictPanel,
        EntryField,
        InfoPanel,
        LineCard,
        LinesPanel,
        MadePanel,
        Multiplier,
        QuestionPanel,
        RecentScans,
        ScanFlash,
        ScanPrompt,
        StartList,
        StartModes,
        StatusBadge,
        WorkPanel,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.scanner = useService("warehouse_barcode.scanner").scanner;
        this.state = useState(this.scanner.state);
        this.ui = useState({ showLines: false, isDark: theme.isDark() });
        this.actions = useService("action");
        const keys = new KeyReader((code) => this.scanCode(code));
        const bus = useService("bus_service");
        const takeOver = debounce(() => this.scanner.takeOver(), CALM);
        const onChanged = (message) => this.scanner.isChanged(message) && takeOver();
        onWillStart(() => this.scanner.start(this.wanted));
        onMounted(() => {
            document.body.classList.add(AT_WORK);
            keys.start();
            keepWorkerAwake();
            bus.addChannel(CHANNEL);
            bus.subscribe("warehouse_barcode_changed", onChanged);
        });
        const beat = browser.setInterval(() => {
            keepWorkerAwake();
            const isTold = bus.workerState === CONNECTED;
            if (!isTold && this.state.status.online && !document.hidden) {
                this.scanner.takeOver(); // what nobody tells is asked for
            }
        }, BEAT);
        onWillUnmount(() => {
            document.body.classList.remove(AT_WORK);
            browser.clearInterval(beat);
            keys.stop();
            takeOver.cancel();
            bus.unsubscribe("warehouse_barcode_changed", onChanged);
            bus.deleteChannel(CHANNEL);
        });
    }

    /** The document of the button that opened the screen: {key, id}, or nothing. */
    get wanted() {
        const [entry] = Object.entries(this.props.action.params || {});
        return entry ? { key: entry[0], id: entry[1] } : false;
    }

    /** A code of any source; printing is a matter of the page, not of the flow. */
    scanCode(code) {
        if (this.machine && commandOf(code)?.type === "print") {
            this.print();
        } else {
            this.scanner.scan(code);
        }
    }

    /** The label of the last scan; of a receipt that is done, the labels of all that came. */
    async print() {
        const wanted = labelOf(this.machine);
        if (!wanted) {
            this.scanner.tell("no", "nothing_to_print");
            return;
        }
        const action = await this.scanner.ask(
            "get_print_action",
            [wanted.kind, wanted.ids],
            "warehouse.barcode.labels"
        );
        if (action) {
            await this.actions.doAction(action);
        } else {
            this.scanner.tell("no", "needs_connection");
        }
    }

    trainOther() {
        const other = this.machine.flow === "delivery" ? "receipt" : "delivery";
        this.scanner.open({ key: "training", id: other });
    }

    switchTheme() {
        this.ui.isDark = !this.ui.isDark;
        theme.keep(this.ui.isDark);
    }

    get themeTitle() {
        return this.ui.isDark ? _t("Light screen") : _t("Dark screen");
    }

    /** Not from inside the installed app, and only where the browser can install one. */
    get canInstall() {
        const isApp = browser.matchMedia("(display-mode: standalone)").matches;
        return !isApp && browser.isSecureContext !== false && !this.state.mode;
    }

    get isTraining() {
        return this.machine?.document.key === "training";
    }

    get canPrint() {
        return this.machine.step === "done" && this.machine.flow === "receipt" && !this.isTraining;
    }

    get machine() {
        return this.state.machine;
    }

    get prompt() {
        if (this.machine) {
            return promptText(promptOf(this.machine));
        }
        return startPrompt(this.state.mode);
    }

    get message() {
        return this.machine ? this.machine.message : this.state.notice;
    }

    get messageText() {
        return this.message ? messageText(this.message.code, this.message.params) : undefined;
    }

    get task() {
        return taskOf(this.machine);
    }

    get isQuestion() {
        return QUESTIONS.includes(this.machine.step);
    }

    get isAnsweredByScan() {
        return BY_SCAN.includes(this.machine.step);
    }

    get isBusy() {
        return BUSY.includes(this.machine.step);
    }

    get isReady() {
        const { flow, lines, document } = this.machine;
        if (flow === "count") {
            return !document.is_blind && lines.every(({ is_counted }) => is_counted);
        }
        return isComplete(requiredLines(this.machine)) && isMade(this.machine);
    }

    get canUndo() {
        const { history } = this.machine;
        return (
            !this.isBusy &&
            history.some(({ status }) => ["waiting", "done", "kept"].includes(status))
        );
    }

    get hasMultiplier() {
        return this.machine.step === "scan";
    }

    get isBlind() {
        return Boolean(this.machine.document.is_blind) || this.machine.flow === "shelf";
    }

    get canPack() {
        return !this.isBusy && this.machine.loose > 0 && !this.isProduction;
    }

    get isProduction() {
        return this.machine.flow === "production";
    }

    /** What is made can be registered by a button at any time, unless a question is open. */
    get isMakingBusy() {
        return this.isBusy || (this.isQuestion && this.machine.step !== "serial");
    }

    get flowIcon() {
        return iconOf(this.machine.flow);
    }

    get entry() {
        const step = this.machine?.step;
        if (step === "expiry") {
            return { placeholder: _t("day.month.year"), inputmode: "decimal" };
        }
        const isSeries = ["lot", "serial"].includes(step);
        return { placeholder: isSeries ? _t("Type the series") : _t("Type the code") };
    }

    get hasEntry() {
        return !this.machine || this.machine.step === "scan" || this.isAnsweredByScan;
    }

    get camera() {
        return isBarcodeScannerSupported() ? () => this.scanByCamera() : undefined;
    }

    async scanByCamera() {
        const code = await scanBarcode(this.env);
        this.scanCode(code);
    }

    send(event) {
        this.scanner.dispatch(event);
    }

    undo() {
        this.send({ type: "undo" });
    }

    pack() {
        this.send({ type: "pack" });
    }

    scrap() {
        this.send({ type: "scrap" });
    }

    validate() {
        this.send({ type: "validate" });
    }

    toggleLines() {
        this.ui.showLines = !this.ui.showLines;
    }

    leave() {
        this.ui.showLines = false;
        this.scanner.leave();
    }
}

registry.category("actions").add("warehouse_barcode.scanner", ScannerAction);
