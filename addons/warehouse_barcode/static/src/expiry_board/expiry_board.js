import { Component, onMounted, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const RATE_DAYS = [30, 90, 365];
/** Names of the tiles are those of the filters in the search view. */
const TILES = {
    expired: { icon: "fa-times-circle", tone: "danger", label: _t("Expired") },
    week: { icon: "fa-exclamation-triangle", tone: "warning", label: _t("Within 7 days") },
    month: { icon: "fa-clock-o", tone: "warning", label: _t("8 to 30 days") },
    quarter: { icon: "fa-calendar", tone: "info", label: _t("31 to 90 days") },
};

/** Tiles above the list: how much, what it is worth; a tap filters the list. */
export class ExpiryBoard extends Component {
    static template = "warehouse_barcode.ExpiryBoard";
    static props = { list: { type: Object } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ tiles: [], oldest: false, forecast: { rate_days: 90 } });
        this.rateDays = RATE_DAYS;
        onWillStart(() => this.load());
        onMounted(() => this.loadForecast());
        onWillUpdateProps(() => {
            this.loadForecast();
            return this.load();
        });
    }

    get tiles() {
        return this.state.tiles.map((tile) => ({
            ...tile,
            ...TILES[tile.name],
            isActive: this.getFilters(true).some((item) => item.name === tile.name),
        }));
    }

    get oldestAge() {
        return _t("Days in stock: %(days)s", { days: this.state.oldest.days });
    }

    /** Nothing to count is grey, whatever the tile says. */
    getTone(count, tone) {
        const colour = count ? tone : "secondary";
        return `bg-${colour}-subtle text-${colour}-emphasis`;
    }

    async load() {
        const { domain } = this.env.searchModel;
        Object.assign(this.state, await this.call("get_board", domain));
    }

    /** The list does not wait for it. */
    async loadForecast(rateDays = this.state.forecast.rate_days) {
        this.state.forecast.rate_days = rateDays;
        const forecast = await this.call("get_forecast", rateDays);
        if (this.state.forecast.rate_days === rateDays) {
            this.state.forecast = forecast;
        }
    }

    call(method, ...args) {
        const { context } = this.env.searchModel;
        return this.orm.call("stock.expiry.report", method, args, { context });
    }

    /** Filters of the tiles in the search bar, all or those that act. */
    getFilters(onlyActive = false) {
        return this.env.searchModel.getSearchItems(
            (item) => item.type === "filter" && item.name in TILES && (!onlyActive || item.isActive)
        );
    }

    /** One tile at a time; a tap on the one that acts shows everything again. */
    toggle(name) {
        for (const item of this.getFilters()) {
            if (item.isActive !== (item.name === name && !item.isActive)) {
                this.env.searchModel.toggleSearchItem(item.id);
            }
        }
    }

    showOldest() {
        for (const item of this.getFilters(true)) {
            this.env.searchModel.toggleSearchItem(item.id);
        }
        const { list } = this.props;
        if (list.orderBy[0]?.name !== "first_in_date") {
            list.sortBy("first_in_date");
        }
    }

    openForecast() {
        this.action.doAction("warehouse_barcode.stock_expiry_forecast_action", {
            additionalContext: { [`search_default_rate_${this.state.forecast.rate_days}`]: 1 },
        });
    }
}
