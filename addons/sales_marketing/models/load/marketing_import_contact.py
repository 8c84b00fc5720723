from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.load.dictionary import Dictionary, person_key
from ...tools.load.import_contact import find_basis, read_contact
from ...tools.load.import_repeats import Repeats
from ...tools.load.regions import find_region

NAMED = ("company", "name", "last_name", "first_name", "email")
#: field of a row -> model of its dictionary
DICTIONARIES = {
    "tags": "res.partner.category",
    "source": "utm.source",
    "equipment_type": "sales.equipment.type",
    "application_area": "sales.application.area",
}
#: dictionaries that an import may add to
OPEN_DICTIONARIES = ("tags", "source")


class MarketingImportContact(models.AbstractModel):
    """A base of contacts: companies, people, people of companies (R157).

    Every word of a dictionary is found without regard to case; what is not found is a
    problem of the row, unless the import may make it.
    """

    _name = "marketing.import.contact"
    _description = "Import of a Base"

    @api.model
    def _get_problem_texts(self):
        return {
            "inn": self.env._("Wrong INN"),
            "inn_mended": self.env._("Lost zeros of the INN put back"),
            "kpp": self.env._("Wrong KPP is left out"),
            "email": self.env._("Wrong e-mail"),
            "more_emails": self.env._("Only the first e-mail is taken"),
            "phone": self.env._("The number cannot be dialled"),
            "no_name": self.env._("Neither company nor contact nor e-mail"),
            "no_contact": self.env._("Neither e-mail nor phone"),
            "too_long": self.env._("Too long"),
            "tags": self.env._("Unknown tag"),
            "source": self.env._("Unknown source"),
            "region": self.env._("Unknown region"),
            "salesperson": self.env._("Unknown salesperson"),
            "equipment_type": self.env._("Unknown equipment type"),
            "application_area": self.env._("Unknown application area"),
            "consent_date": self.env._("Wrong date of the consent"),
            "consent_future": self.env._("Consent dated in the future"),
            "consent_basis": self.env._("Unknown basis of the consent"),
            "in_company": self.env._("New contact of a company of the base"),
            "branch": self.env._("The same INN, another KPP: a branch of"),
            "several_found": self.env._("Several companies of this name in the base"),
            "same_row": self.env._("The same as row"),
        }

    @api.model
    def _check_columns(self, names):
        """:raise UserError: no column tells who it is"""
        if not names & set(NAMED):
            raise UserError(
                self.env._(
                    "Say which column is the company, the contact or the e-mail: "
                    "choose it in the list of columns.",
                ),
            )

    # ---- dry run -------------------------------------------------------------------

    @api.model
    def _read_rows(self, record, cells):
        """Yield (row, cells, row of the same contact, row of the same company).

        :param record: the import
        :param cells: pairs of number and cells by field
        """
        today = fields.Date.context_today(self)
        words = self._get_dictionaries()
        repeats = Repeats()
        for number, values in cells:
            row = read_contact(number, values, today)
            self._check_words(record, row, words)
            same, company = repeats.look(row)
            yield row, values, same, company

    @api.model
    def _get_dictionaries(self):
        """Dictionaries of the words of a row, each read once."""
        words = {
            name: Dictionary(self._read_names(model))
            for name, model in DICTIONARIES.items()
        }
        words["salesperson"] = self._get_salespeople()
        words["region"] = self._get_regions()
        return words

    @api.model
    def _read_names(self, model):
        # sudo: names of dictionaries, also archived ones, that make doubles otherwise
        records = self.env[model].sudo().with_context(active_test=False)
        found = records.search_fetch([], ["name"], order="id")
        return [(record.id, record.name) for record in found]

    @api.model
    def _get_salespeople(self):
        """Employees by name in any order, login and e-mail."""
        # sudo: a marketer finds a salesperson by login too
        users = self.env["res.users"].sudo()
        found = users.search_fetch(
            [("share", "=", False)], ["name", "login", "email"], order="id"
        )
        pairs = [
            (user.id, word)
            for user in found
            for word in (user.name, user.login, user.email)
            if word
        ]
        return Dictionary(pairs, person_key)

    @api.model
    def _get_regions(self):
        """States of Russia by code and English name."""
        russia = self.env.ref("base.ru")
        states = self.env["res.country.state"].search_fetch(
            [("country_id", "=", russia.id)], ["code", "name"]
        )
        return Dictionary(
            [(state.id, word) for state in states for word in (state.code, state.name)]
        )

    @api.model
    def _check_words(self, record, row, words):
        """Name the words of a row that no dictionary has."""
        for name in ("tags", "equipment_type", "application_area"):
            row.problems += [
                (name, word)
                for word in getattr(row, name)
                if not words[name].find(word) and not self._may_make(record, name)
            ]
        may_make = self._may_make(record, "source")
        if row.source and not may_make and not words["source"].find(row.source):
            row.problems.append(("source", row.source))
        if row.salesperson and not words["salesperson"].find(row.salesperson):
            row.problems.append(("salesperson", row.salesperson))
        if row.region and not self._find_state(row.region, words):
            row.problems.append(("region", row.region))
        if row.consent_basis and not find_basis(row.consent_basis):
            row.problems.append(("consent_basis", row.consent_basis))

    @api.model
    def _may_make(self, record, name):
        return record.create_missing and name in OPEN_DICTIONARIES

    @api.model
    def _find_state(self, region, words):
        return words["region"].find(find_region(region) or region)

    @api.model
    def _prepare_line_values(self, record, batch):
        """Values of the lines of a batch of rows, with their verdicts."""
        rows = [row for row, *_rest in batch]
        matches = self.env["marketing.import.match"]._find(rows)
        return [
            self._prepare_one_line(record, *item, match)
            for item, match in zip(batch, matches, strict=True)
        ]

    @api.model
    def _prepare_one_line(self, record, row, values, same, company, match):
        verdict = self._get_verdict(row, same, match)
        return {
            "import_id": record.id,
            "number": row.number,
            "values": values,
            "title": row.company,
            "contact_name": row.name,
            "email": row.email,
            "phone": ", ".join(written for written, _number in row.phones),
            "inn": row.inn,
            "verdict": verdict,
            "problems": self._get_remarks(row, same, match, verdict),
            "partner_match_id": match.partner.id,
            "lead_match_id": match.lead.id,
            "match_by": match.by if match.partner or match.lead else False,
            "repeat_number": same,
            "company_number": company,
            "decision": self._get_decision(record, verdict, match),
        }

    @api.model
    def _get_verdict(self, row, same, match):
        if row.is_fatal:
            return "problem"
        if same:
            return "repeat"
        if match.partner or match.lead:
            return "duplicate"
        return "problem" if row.has_problem else "new"

    @api.model
    def _get_remarks(self, row, same, match, verdict):
        remarks = list(row.problems)
        if same:
            remarks.insert(0, ("same_row", str(same)))
        if match.company and verdict in ("new", "problem"):
            remarks.append(("in_company", match.company.display_name))
        if match.remark:
            remarks.append(match.remark)
        return remarks

    @api.model
    def _get_decision(self, record, verdict, match):
        if verdict == "duplicate" and match.partner:
            return record.duplicate_policy
        return "create" if verdict == "new" else "skip"

    # ---- what was made -----------------------------------------------------------------

    @api.model
    def _prepare_made_action(self, record):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_partner_form",
        )
        return {
            **action,
            "display_name": record.name,
            "domain": [("marketing_import_id", "=", record.id)],
            "context": {"active_test": False},
            "views": [[False, "list"], [False, "form"]],
            "view_id": False,
        }
