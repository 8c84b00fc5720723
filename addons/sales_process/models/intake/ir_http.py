from odoo import models

# whose telephone numbers are clicked and called
CALLERS = (
    "sales_process.group_salesperson",
    "sales_process.group_triage",
    "sales_process.group_reader",
    "sales_process.group_engineer",
)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), **self._get_telephony_info()}

    def _get_telephony_info(self):
        """What the web client has to know of the user's telephone.

        `sales_process_calls_numbers`: a member of our groups, whose telephone fields
        can be called number by number; `sales_process_has_extension`: calls may ring
        him; `sales_process_can_dial`: an exchange can call for him.
        """
        user = self.env.user
        if not user._is_internal():
            return {}
        # sudo: who has an internal number need not see the connections
        lines = self.env["sales.webhook.extension"].sudo()
        has_line = lines.search_count([("user_id", "=", user.id)], limit=1)
        is_caller = any(user.has_group(group) for group in CALLERS)
        webhooks = self.env["sales.webhook"]
        return {
            "sales_process_calls_numbers": is_caller,
            "sales_process_has_extension": bool(has_line),
            "sales_process_can_dial": is_caller and webhooks._can_dial(),
        }
