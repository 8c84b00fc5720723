import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** A move that is refused puts the work back where it stands. */
export class WorksCalendarModel extends CalendarModel {
    async updateRecord(record, options) {
        try {
            await super.updateRecord(record, options);
        } catch (error) {
            await this.load();
            throw error;
        }
    }
}

registry.category("views").add("works_calendar", { ...calendarView, Model: WorksCalendarModel });
