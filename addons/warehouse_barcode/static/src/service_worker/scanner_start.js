// @odoo-module ignore

// Added to the service worker of the web client: what the scanner page asks while it starts is
// kept, so that a reload in a Wi-Fi gap brings the page back. Everything else is left alone.

(() => {
    const CACHE = "warehouse-barcode-start";
    const PAGE = "/odoo/scanner";
    /** When the network only hangs, what is kept is taken after this time. Milliseconds. */
    const PATIENCE = 4000;
    /** What is asked at the start, by the path of its address. */
    const KEPT = [
        /^\/web\/assets\//,
        /^\/web\/static\/(fonts|lib|src)\//,
        /^\/web\/webclient\/(load_menus|translations)/,
        /^\/web\/action\/load$/,
        /^\/web\/dataset\/call_kw\/res\.users\/has_group$/,
        /^\/web\/dataset\/call_kw\/ir\.model\.access\/check$/,
        /^\/bus\/websocket_worker_bundle/,
        /^\/web\/image\/product\.product\/\d+\/image_128/,
    ];

    function isOfScanner(request) {
        try {
            return new URL(request.referrer).pathname.startsWith(PAGE);
        } catch {
            return false;
        }
    }

    function isKept(request) {
        const url = new URL(request.url);
        return url.origin === self.location.origin && KEPT.some((path) => path.test(url.pathname));
    }

    /** Under which address an answer is kept; calls differ by their parameters. */
    async function keyOf(request) {
        if (request.method !== "POST") {
            return request.url;
        }
        const { params } = JSON.parse(await request.clone().text());
        return `${request.url}?kept=${encodeURIComponent(JSON.stringify(params))}`;
    }

    async function answer(request) {
        const cache = await caches.open(CACHE);
        const key = await keyOf(request);
        const kept = await cache.match(key);
        const fresh = fetch(request.clone()).then(async (response) => {
            if (response.ok && !(await isFailure(request, response))) {
                await cache.put(key, response.clone());
            }
            return response;
        });
        if (!kept) {
            return fresh;
        }
        const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
        return Promise.race([fresh.catch(() => kept), late]);
    }

    /**
     * An answer of the server that says no is not kept: a session that has expired, or a page
     * where data were asked.
     */
    async function isFailure(request, response) {
        const isData = request.method === "POST" || request.url.includes("/web/webclient/");
        if (response.redirected || !isData) {
            return response.redirected;
        }
        try {
            return Boolean((await response.clone().json()).error);
        } catch {
            return true;
        }
    }

    self.addEventListener("fetch", (event) => {
        const { request } = event;
        if (["GET", "POST"].includes(request.method) && isKept(request) && isOfScanner(request)) {
            event.respondWith(answer(request));
        }
    });

    /** The first visit of a device is not under the worker yet: its parts are fetched again. */
    async function keepAll(addresses) {
        const cache = await caches.open(CACHE);
        for (const address of addresses) {
            const request = new Request(address, { credentials: "same-origin" });
            if (isKept(request) && !(await cache.match(request.url))) {
                const response = await fetch(request);
                if (response.ok) {
                    await cache.put(request.url, response);
                }
            }
        }
    }

    self.addEventListener("message", (event) => {
        if (event.data?.type === "warehouse_barcode_awake") {
            event.waitUntil(keepAll(event.data.addresses).catch(() => {}));
        }
        if (event.data === "user_logout") {
            event.waitUntil(caches.delete(CACHE));
        }
    });
})();
