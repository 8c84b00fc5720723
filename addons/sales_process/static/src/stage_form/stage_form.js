import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/**
 * The form of a stage: what was changed can be tried on the history before it is saved.
 */
export class StageFormController extends FormController {
    /** The button is none of the server's: the changes of the form go along with it. */
    async beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "action_rehearse") {
            await this.rehearse();
            return false;
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    async rehearse() {
        const { root } = this.model;
        if (!(await root.checkValidity({ displayNotification: true }))) {
            return;
        }
        const changes = await root.getChanges();
        const ids = root.resId ? [root.resId] : [];
        const action = await this.orm.call("crm.stage", "action_rehearse", [ids, changes]);
        await this.env.services.action.doAction(action);
    }
}

registry.category("views").add("sales_stage_form", {
    ...formView,
    Controller: StageFormController,
});
