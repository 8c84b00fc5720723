from odoo import api, models
from odoo.exceptions import AccessError


class SalesGuardedMixin(models.AbstractModel):
    """Records whose fields are filled by their buttons and not by hand.

    1. Who calls from outside writes only what ``_get_writable_fields`` of the record
       allows him now, whatever the screen offers; all else is refused.
    2. The steps behind the buttons check who and when, and write with the rights of
       the system.
    3. Fields of the chatter and of activities stay as they are.
    """

    _name = "sales.guarded.mixin"
    _description = "Record Changed by Its Buttons"

    def write(self, vals):
        self._check_written(vals.keys())
        return super().write(vals)

    def _get_writable_fields(self):
        """Fields that the present user may write in this record now."""
        self.ensure_one()
        return set()

    @api.model
    def _get_new_fields(self):
        """Fields that are given to a new record by hand."""
        return set()

    @api.model
    def _get_guarded_fields(self):
        """All fields of the record itself, those of other addons too."""
        mixins = self.env["mail.thread"], self.env["mail.activity.mixin"]
        return self._fields.keys() - set().union(*(mixin._fields for mixin in mixins))

    def _check_written(self, names):
        """
        :param names: fields that the present user writes by hand
        :raise AccessError: they are not his to write, or not now
        """
        if self.env.su:
            return
        guarded = self._get_guarded_fields() & set(names)
        for record in self if guarded else ():
            record._refuse_fields(guarded - record._get_writable_fields())

    @api.model
    def _check_created(self, vals_list):
        """
        :raise AccessError: a value is given for what only the steps fill
        """
        if self.env.su:
            return
        fixed = self._get_guarded_fields() - self._get_new_fields()
        for vals in vals_list:
            self._refuse_fields({name for name in fixed & vals.keys() if vals[name]})

    @api.model
    def _with_fair_defaults(self):
        """The model without defaults of the context for what only the steps fill."""
        fixed = self._get_guarded_fields() - self._get_new_fields()
        forged = {f"default_{name}" for name in fixed} & self.env.context.keys()
        if self.env.su or not forged:
            return self
        kept = {k: v for k, v in self.env.context.items() if k not in forged}
        # replaced as a whole: a key cannot be taken out of it
        return self.with_context(kept)  # pylint: disable=context-overridden

    def _refuse_fields(self, names):
        if not names:
            return
        labels = sorted(
            self._fields[name]._description_string(self.env) for name in names
        )
        raise AccessError(
            self.env._(
                "These fields are not changed by hand now, or not by you: %(fields)s. "
                "Use the buttons of the record.",
                fields=", ".join(labels),
            )
        )
