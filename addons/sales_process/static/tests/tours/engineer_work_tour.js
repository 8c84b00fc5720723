import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";

const STATUS = ".o_engineer_status";
const BLOCKED = "sales_process.tour.offline";
const NEXT = [
    {
        trigger: ".o_engineer_next",
        run: "click",
    },
];

/** The calls of works are refused, as without a network; a reload does not end it. */
patch(rpc, {
    _rpc(url, ...args) {
        const isBlocked = sessionStorage.getItem(BLOCKED) && url.includes("equipment.work");
        return isBlocked ? Promise.reject(new ConnectionLostError(url)) : super._rpc(url, ...args);
    },
});

const connect = (isConnected) => {
    if (isConnected) {
        sessionStorage.removeItem(BLOCKED);
    } else {
        sessionStorage.setItem(BLOCKED, "1");
    }
};

registry.category("web_tour.tours").add("sales_process_engineer_work", {
    steps: () => [
        {
            content: "My works, in Russian",
            trigger: ".o_engineer_group_today .o_engineer_card:contains('Клиент тура')",
        },
        {
            trigger: ".o_engineer_group_today .o_engineer_open:contains('Клиент тура')",
            run: "click",
        },
        {
            content: "Whom to call is one press away",
            trigger: "a[href='tel:+74951234567']",
        },
        {
            trigger: ".o_engineer_start:contains('Начать')",
            run: "click",
        },
        {
            content: "The first check with a connection",
            trigger: ".o_engineer_check:contains('Заземление') .o_engineer_yes",
            run: "click",
        },
        {
            trigger: `${STATUS}_saved:contains('Всё сохранено')`,
            run: () => connect(false),
        },
        {
            content: "The second one without",
            trigger: ".o_engineer_check:contains('Осмотр') .o_engineer_no",
            run: "click",
        },
        {
            trigger: ".o_engineer_check:contains('Осмотр') input[name='note']",
            run: "edit Царапина",
        },
        {
            trigger: `${STATUS}_offline:contains('Хранится на телефоне: 2, нет связи')`,
        },
        ...NEXT,
        {
            trigger: ".o_engineer_measure input[name='value']",
            run: "edit 4,5",
        },
        {
            content: "It is judged at once",
            trigger: ".o_engineer_measure.o_engineer_good:contains('Норма')",
        },
        {
            trigger: `${STATUS}_offline:contains('3')`,
        },
        {
            content: "The page is loaded again in the middle",
            trigger: ".o_engineer_work",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "The same work, the same step, nothing is lost",
            trigger: ".o_engineer_measure input[name='value']:value('4,5')",
        },
        {
            trigger: `${STATUS}_offline:contains('Хранится на телефоне: 3, нет связи')`,
        },
        ...NEXT,
        {
            trigger: ".o_engineer_add textarea",
            run: "edit Нет крышки",
        },
        {
            trigger: ".o_engineer_add button",
            run: "click",
        },
        {
            trigger: ".o_engineer_defect input[name='name']:value('Нет крышки')",
        },
        ...NEXT,
        {
            trigger: ".o_engineer_step_title:contains('Фотографии')",
        },
        ...NEXT,
        {
            trigger: "textarea[name='remark']",
            run: "edit Всё показано",
        },
        ...NEXT,
        {
            trigger: ".o_engineer_finish:enabled",
            run: "click",
        },
        {
            content: "Nobody signs without a connection, and it says so",
            trigger: ".alert:contains('Для подписи нужна связь')",
            run: () => connect(true),
        },
        {
            trigger: ".alert button:contains('Попробовать снова'), .alert button",
            run: "click",
        },
        {
            trigger: `${STATUS}_saved`,
        },
        {
            trigger: "input[name='signer']",
            run: "edit Кузнецова Е. В.",
        },
        {
            content: "The client signs with a finger",
            trigger: ".o_engineer_pad canvas",
            run({ anchor }) {
                const { left, top } = anchor.getBoundingClientRect();
                const point = (type, x, y) =>
                    anchor.dispatchEvent(
                        new PointerEvent(type, {
                            clientX: left + x,
                            clientY: top + y,
                            bubbles: true,
                            cancelable: true,
                        })
                    );
                point("pointerdown", 20, 20);
                point("pointermove", 120, 90);
                point("pointermove", 200, 40);
                point("pointerup", 200, 40);
            },
        },
        {
            trigger: ".o_engineer_sign:enabled",
            run: "click",
        },
        {
            trigger: ".o_engineer_signed:contains('Акт подписан'):contains('Кузнецова')",
        },
    ],
});
