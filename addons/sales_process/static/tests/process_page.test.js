import { afterEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryAllValues } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineActions,
    getService,
    makeServerError,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { downloadReport } from "@web/webclient/actions/reports/utils";

describe.current.tags("desktop");
defineMailModels();
defineActions([
    {
        id: 70,
        xml_id: "sales_process.action_report_process",
        name: "Our process",
        type: "ir.actions.report",
        report_type: "qweb-pdf",
        report_name: "sales_process.report_process",
    },
]);
// the state of the printing program is kept by the module
afterEach(() => delete downloadReport.wkhtmltopdfStatusProm);

const TEAMS = [
    { id: 4, name: "Analytics" },
    { id: 3, name: "Vacuum" },
];
const FLAGS = [
    { name: "without_offer", label: "Without an offer" },
    { name: "needs_production", label: "Production" },
];
const CONTENT = ".o_process_content";
const ERROR = makeServerError.bind(null, { type: "AccessError", message: "Not for you" });

const getTeamName = (id) => TEAMS.find((team) => team.id === id).name;

/** The page as the server draws it: a stage that a deal does not go through is pale. */
const makePage = (teamId, flags) => ({
    teams: TEAMS,
    team_id: teamId,
    flags: FLAGS,
    html: `
        <h2>${getTeamName(teamId)}</h2>
        <div class="o_process_stage">
            <h4>Selection</h4><p>Time: 8 working hours</p><ul><li>Write down the need</li></ul>
        </div>
        <div class="o_process_stage ${flags && !flags.needs_production ? "o_process_pale" : ""}">
            <h4>Production</h4><table><tr><td>Call the client</td></tr></table>
        </div>`,
});

/**
 * @param {Function} [answer] what the server answers
 * @returns {Promise<Array>} what was asked of the server, in order
 */
async function openPage(answer = (teamId, flags) => makePage(teamId || 4, flags)) {
    const asked = [];
    onRpc("crm.stage", "get_process_page", ({ args }) => {
        asked.push(args);
        return answer(...args);
    });
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_process.process_page",
        name: "Our process",
    });
    return asked;
}

const clickType = (text) => contains(`.o_process_controls button:contains(${text})`).click();
const clickFlag = (text) => contains(`.o_process_controls label:contains(${text}) input`).click();

test("the stages of the own department with their conditions and tasks", async () => {
    const asked = await openPage();
    expect(asked).toEqual([[null, null]]);
    expect(".o_breadcrumb").toHaveText("Our process");
    expect(`${CONTENT} h2`).toHaveText("Analytics");
    expect(queryAllTexts(`${CONTENT} h4`)).toEqual(["Selection", "Production"]);
    expect(`${CONTENT} li`).toHaveText("Write down the need");
    expect(`${CONTENT} td`).toHaveText("Call the client");
    expect(".o_process_pale").toHaveCount(0);
    expect(queryAllTexts(".o_process_controls option")).toEqual(["Analytics", "Vacuum"]);
    expect(queryAllValues(".o_process_controls option")).toEqual(["4", "3"]);
    expect(".o_process_controls select").toHaveValue("4");
    expect(".o_process_controls .btn-group .active").toHaveText("All stages");
    expect(".o_process_controls input").toHaveCount(0);
});

test("the department that is shown is the one that the server names", async () => {
    await openPage(() => makePage(3, null));
    expect(`${CONTENT} h2`).toHaveText("Vacuum");
    expect(".o_process_controls select").toHaveValue("3");
});

test("another department is chosen", async () => {
    const asked = await openPage();
    await contains(".o_process_controls select").select("3");
    expect(asked.at(-1)).toEqual([3, null]);
    expect(`${CONTENT} h2`).toHaveText("Vacuum");
    expect(".o_process_controls select").toHaveValue("3");
});

test("a type of deal: its questions; stages that it does not go through are pale", async () => {
    const asked = await openPage();
    await clickType("One type of deal");
    expect(asked.at(-1)).toEqual([4, {}]);
    expect(".o_process_controls .btn-group .active").toHaveText("One type of deal");
    expect(queryAllTexts(".o_process_controls label.form-check")).toEqual([
        "Without an offer",
        "Production",
    ]);
    expect(".o_process_controls input:checked").toHaveCount(0);
    expect(".o_process_pale h4").toHaveText("Production");

    await clickFlag("Production");
    expect(asked.at(-1)).toEqual([4, { needs_production: true }]);
    expect(".o_process_controls label:contains(Production) input").toBeChecked();
    expect(".o_process_pale").toHaveCount(0);

    await clickFlag("Production");
    expect(asked.at(-1)).toEqual([4, { needs_production: false }]);
    expect(".o_process_pale h4").toHaveText("Production");
});

test("all stages again; the answers are remembered, also in another department", async () => {
    const asked = await openPage();
    await clickType("One type of deal");
    await clickFlag("Without an offer");
    await clickType("All stages");
    expect(asked.at(-1)).toEqual([4, null]);
    expect(".o_process_controls input").toHaveCount(0);
    expect(".o_process_pale").toHaveCount(0);
    await contains(".o_process_controls select").select("3");
    await clickType("One type of deal");
    expect(asked.at(-1)).toEqual([3, { without_offer: true }]);
    expect(".o_process_controls input:checked").toHaveCount(1);
});

test("what was chosen last is shown, whichever answer comes last", async () => {
    const answers = [];
    let isSlow = false;
    await openPage((teamId, flags) => {
        const page = makePage(teamId || 4, flags);
        if (!isSlow) {
            return page;
        }
        const answer = new Deferred();
        answers.push(() => answer.resolve(page));
        return answer;
    });
    isSlow = true;
    await contains(".o_process_controls select").select("3");
    await contains(".o_process_controls select").select("4");
    await contains(".o_process_controls select").select("3");
    answers[2]();
    await animationFrame();
    expect(`${CONTENT} h2`).toHaveText("Vacuum");
    answers[0]();
    answers[1]();
    await animationFrame();
    expect(`${CONTENT} h2`).toHaveText("Vacuum");
    expect(".o_process_controls select").toHaveValue("3");
});

test("the book of the chosen department is printed", async () => {
    patchWithCleanup(download, {
        _download: async ({ data }) => expect.step(JSON.parse(data.data)),
    });
    onRpc("/report/check_wkhtmltopdf", () => "ok");
    await openPage();
    await contains(".o_process_controls select").select("3");
    await contains(".o_control_panel button:contains(Print)").click();
    expect.verifySteps([["/report/pdf/sales_process.report_process/3", "qweb-pdf"]]);
    expect(`${CONTENT} h2`).toHaveText("Vacuum");
});

test("without departments the page is empty", async () => {
    await openPage(() => ({ teams: [], team_id: false, flags: FLAGS, html: "" }));
    expect(CONTENT).toHaveCount(1);
    expect(CONTENT).toHaveText("");
    expect(".o_process_controls option").toHaveCount(0);
});

test("who may not read the process is told so", async () => {
    await expect(
        openPage(() => {
            throw ERROR();
        })
    ).rejects.toThrow("Not for you");
    expect(".o_process_action").toHaveCount(0);
});

test("a failure of a later choice is told, the page stays, the next choice works", async () => {
    expect.errors(1);
    await openPage((teamId) => {
        if (teamId === 3) {
            throw ERROR();
        }
        return makePage(4, null);
    });
    await contains(".o_process_controls select").select("3");
    await animationFrame();
    expect(".modal").toHaveText(/Not for you/);
    expect.verifyErrors(["Not for you"]);
    await contains(".modal footer button").click();
    expect(`${CONTENT} h2`).toHaveText("Analytics");
    expect(".o_process_controls select").toHaveValue("4");
    await contains(".o_process_controls select").select("4");
    expect(`${CONTENT} h2`).toHaveText("Analytics");
    expect(".modal").toHaveCount(0);
});
