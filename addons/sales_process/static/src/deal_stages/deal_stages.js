import {
    RottingStatusBarDurationField,
    rottingStatusBarDurationField,
} from "@mail/js/rotting_mixin/rotting_statusbar";
import { registry } from "@web/core/registry";

/**
 * The stages of a deal, in the order in which it goes through them. A move that is refused leaves the form as it was: it does not
 * show the stage that the deal has not reached. What else was typed stays.
 */
export class DealStagesField extends RottingStatusBarDurationField {
    /** Some equipment is installed before it is certified: the way of the deal decides. */
    getAllItems() {
        const way = this.props.record.data.process_stage_ids?.currentIds || [];
        const place = (item) => (way.includes(item.value) ? way.indexOf(item.value) : way.length);
        return super.getAllItems().sort((a, b) => place(a) - place(b));
    }

    async selectItem(item) {
        const { name, record } = this.props;
        const before = record.data[name];
        const wasDirty = await record.isDirty();
        try {
            await super.selectItem(item);
        } catch (error) {
            if (wasDirty) {
                await record.update({ [name]: before });
            } else {
                await record.discard();
            }
            throw error;
        }
    }
}

export const dealStagesField = {
    ...rottingStatusBarDurationField,
    component: DealStagesField,
    // looks like the one that it extends
    additionalClasses: ["o_field_rotting_statusbar_duration"],
};

registry.category("fields").add("sales_deal_stages", dealStagesField);
