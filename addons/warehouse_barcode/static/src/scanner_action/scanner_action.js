import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
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
import { LineCard } from "../components/line_card/line_card";
import { LinesPanel } from "../components/lines_panel/lines_panel";
import { MadePanel } from "../components/made_panel/made_panel";
import { QuestionPanel } from "../components/question_panel/question_panel";
import { RecentScans } from "../components/recent_scans/recent_scans";
import { ScanFlash } from "../components/scan_flash/scan_flash";
import { ScanPrompt } from "../components/scan_prompt/scan_prompt";
import { StartList } from "../components/start_list/start_list";
import { StatusBadge } from "../components/status_badge/status_badge";
import { WorkPanel } from "../components/work_panel/work_panel";
import { isComplete } from "../core/line";
import { isMade, requiredLines } from "../core/made";
import { promptOf, taskOf } from "../core/prompt";
import { KeyReader } from "../services/key_reader";
import { iconOf, messageText, promptText } from "./messages";

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
    "add",
    "produce_all",
    "consumption",
];
/** Questions that are answered by a scan or in the field. */
const BY_SCAN = ["lot", "serial", "expiry"];
const CHANNEL = "warehouse_barcode";
/** Several scans of a colleague are taken over at once. Milliseconds. */
const CALM = 1500;
const BUSY = ["finishing", "signing", "looking", "adding", "done"];

/** The scanner screen: shows the state of the machine and passes events to it. */
export class ScannerAction extends Component {
    static template = "warehouse_barcode.ScannerAction";
    static components = {
        BottomBar,
        ConflictPanel,
        EntryField,
        LineCard,
        LinesPanel,
        MadePanel,
        QuestionPanel,
        RecentScans,
        ScanFlash,
        ScanPrompt,
        StartList,
        StatusBadge,
        WorkPanel,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.scanner = useService("warehouse_barcode.scanner").scanner;
        this.state = useState(this.scanner.state);
        this.ui = useState({ showLines: false });
        const keys = new KeyReader((code) => this.scanner.scan(code));
        const bus = useService("bus_service");
        const onChanged = debounce((message) => this.scanner.onChanged(message), CALM);
        onWillStart(() => this.scanner.start(this.wanted));
        onMounted(() => {
            keys.start();
            bus.addChannel(CHANNEL);
            bus.subscribe("warehouse_barcode_changed", onChanged);
        });
        onWillUnmount(() => {
            keys.stop();
            onChanged.cancel();
            bus.unsubscribe("warehouse_barcode_changed", onChanged);
            bus.deleteChannel(CHANNEL);
        });
    }

    /** The document of the button that opened the screen: {key, id}, or nothing. */
    get wanted() {
        const [entry] = Object.entries(this.props.action.params || {});
        return entry ? { key: entry[0], id: entry[1] } : false;
    }

    get machine() {
        return this.state.machine;
    }

    get prompt() {
        return this.machine ? promptText(promptOf(this.machine)) : _t("Scan a document");
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
        return isComplete(requiredLines(this.machine)) && isMade(this.machine);
    }

    get canUndo() {
        const { history } = this.machine;
        return !this.isBusy && history.some(({ status }) => ["waiting", "done"].includes(status));
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
        this.scanner.scan(code);
    }

    send(event) {
        this.scanner.dispatch(event);
    }

    leave() {
        this.ui.showLines = false;
        this.scanner.leave();
    }
}

registry.category("actions").add("warehouse_barcode.scanner", ScannerAction);
