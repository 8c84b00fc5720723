from collections import Counter
from itertools import islice

from odoo import api, fields, models

from ...tools.export import phone_list
from ...tools.export.export_file import ExportFiles, Layout
from ...tools.export.last_export import SearchedExport, SortedExport, digest
from ...tools.segment import mailchimp
from ...tools.segment.mailchimp import tags_cell

SHOWN_REFUSALS = 1000
#: rows after which progress is told and new rows are remembered
STEP = 2000


class MarketingExportMake(models.Model):
    """One pass over the members: the sieve, the rows, what has changed and who has gone.

    ``_check`` and ``_make`` are the same pass; the first keeps no row.
    """

    _inherit = "marketing.export"

    def _check(self):
        """Counts and refused contacts of the file that would be made now."""
        with ExportFiles(self._get_headers()) as files:
            values = self._pass_members(files)
        self.sudo().write({**values, "check_date": fields.Datetime.now()})

    def _make(self, tell=None):
        """Make the files and finish the record, all in the present transaction.

        :param tell: function of the number of members done, called now and then; it
            may raise to stop the export
        """
        with ExportFiles(self._get_headers()) as files:
            values = self._pass_members(files, tell)
            files.close()
            self._keep_files(files)
            memory = self.env["marketing.export.memory"].sudo()
            memory._remember(self, files.path("digests"), files.path("labels"))
        # sudo: nobody types in results
        self.sudo().write(
            {
                **values,
                "state": "done",
                "date": fields.Datetime.now(),
                "error": False,
            },
        )

    def _pass_members(self, files, tell=None):
        """Write rows, refused and gone contacts to ``files``; return the counts."""
        # sudo: nobody types in refusals
        self.sudo().refusal_ids.unlink()
        # sudo: what is remembered is not for people
        memory = self.env["marketing.export.memory"].sudo()
        # addresses come in their order, clients to call by company
        kind = SortedExport if self.layout == "mailchimp" else SearchedExport
        last = kind(*memory._recall(self, files))
        export_pass = _Pass(self, files, last)
        members = self.segment_id._iterate_members(self.layout)
        done = 0
        while batch := list(islice(members, STEP)):
            export_pass.take(batch)
            done += len(batch)
            if tell:
                tell(done)
        export_pass.finish()
        return export_pass.get_values()

    def _get_headers(self):
        """Headers of the files, in the user's language where people read them."""
        contact = [
            self.env._("Company"),
            self.env._("Contact"),
            self.env._("E-mail"),
            self.env._("Phone"),
            self.env._("Reason"),
            self.env._("Held by"),
        ]
        return {
            "rows": self._prepare_layout().headers,
            "refused": contact,
            "gone": [
                "Email Address"
                if self.layout == "mailchimp"
                else self.env._("Contact"),
                self.env._("Reason"),
            ],
            "digests": [],
            "labels": [],
        }

    def _prepare_layout(self):
        """Headers and cells of the file, by layout."""
        if self.layout == "mailchimp":
            return self._prepare_mailchimp_layout()
        return self._prepare_phone_layout()

    def _prepare_mailchimp_layout(self):
        make = mailchimp.RowMaker(self.segment_id.name, self._get_tags_cell()).line

        def line(contact):
            content, is_cut = make(contact)
            return content, content, is_cut

        return Layout(
            headers=[header for header, _name, _kind in mailchimp.COLUMNS],
            line=line,
        )

    def _prepare_phone_layout(self):
        headers = self._get_phone_headers()
        segment, reason = self.segment_id.name, self.call_reason or ""
        results = self._get_result_labels()
        locale = (self.env.lang or "en_US").partition("@")[0]
        day = fields.Date.context_today(self)

        def line(contact):
            key = self._get_row_key(contact.model, contact.id)
            cells = phone_list.cells(
                contact, segment, reason, results, key, locale, day
            )
            return *phone_list.line(cells), False

        return Layout(
            headers=[headers[name] for name in phone_list.NAMES],
            line=line,
        )

    def _get_tags_cell(self):
        return tags_cell([*(self.tags or "").split(";"), self.segment_id.tag])

    @api.model
    def _get_result_labels(self):
        """Results of a call, in the user's language, by code."""
        field = self.env["marketing.call.campaign.line"]._fields["result"]
        return {
            **dict(field._description_selection(self.env)),
            "talk": self.env._("Talk"),
        }

    @api.model
    def _get_phone_headers(self):
        return {
            "company": self.env._("Company"),
            "contact": self.env._("Contact"),
            "position": self.env._("Position"),
            "phone": self.env._("Phone"),
            "extension": self.env._("Extension"),
            "other_phones": self.env._("Other phones"),
            "local_time": self.env._("Local time"),
            "call_time": self.env._("Call at, Moscow time"),
            "last_call": self.env._("Last call"),
            "last_result": self.env._("Its result"),
            "salesperson": self.env._("Salesperson"),
            "reason": self.env._("Reason to call"),
            "result": self.env._("Result"),
            "comment": self.env._("Comment"),
            "next_call": self.env._("Next call"),
            "number": self.env._("Phone number"),
            "segment": self.env._("Segment"),
            "consent": self.env._("Consent"),
            "key": self.env._("Key"),
        }

    def _prepare_refusal_values(self, contact, reason, note):
        return {
            "export_id": self.id,
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "name": contact.name,
            "company_name": contact.company,
            "email": contact.email,
            "phone": contact.phone,
            "reason": reason,
            "note": note,
        }


class _Pass:
    """What one pass over the members gathers."""

    def __init__(self, export, files, last):
        self.export, self.files, self.last = export, files, last
        self.sieve = export._prepare_sieve()
        self.layout = export._prepare_layout()
        self.is_mailchimp = export.layout == "mailchimp"
        self.only_changed = export.scope == "changed"
        field = export.env["marketing.export.refusal"]._fields["reason"]
        self.labels = dict(field._description_selection(export.env))
        self.counts = Counter()
        self.reasons = Counter()
        self.shown = []
        self.consent = self.sieve.consent_of
        self._write_rows = files.writer("rows")
        self._write_digests = files.writer("digests")
        self._write_labels = files.writer("labels")

    def take(self, contacts):
        """Put members where they belong: into the file, or among the refused."""
        rows, digests, labels = [], [], []
        make, refuse, get_label = self.layout.line, self.sieve.refuse, self._label
        record = self.last.record
        for contact in contacts:
            reason = refuse(contact)
            if reason:
                self._refuse(contact, reason)
                continue
            line, compared, is_cut = make(contact)
            key = contact.key.encode()
            cells = digest(compared)
            digests.append(record(key, cells))
            labels.append(get_label(contact, key))
            if self.last and self._is_same(key, cells):
                continue
            rows.append(line)
            if is_cut:
                self._note_cut(contact)
            if not self.consent(contact):
                self.counts["no_consent"] += 1
        self.counts["row"] += len(rows)
        self._write_rows(b"".join(rows))
        self._write_digests(b"".join(digests))
        self._write_labels(b"\n".join(labels) + b"\n" if labels else b"")

    def _is_same(self, key, cells):
        """Whether a row is left out, since it is as it was."""
        last = self.last.find(key)
        if last:
            self.counts["old"] += 1
        is_same = self.only_changed and last == cells
        self.counts["same"] += is_same
        return is_same

    def _note_cut(self, contact):
        self.counts["cut"] += 1
        self._list(contact, "cut")

    def _refuse(self, contact, reason):
        self.reasons[reason] += 1
        self._list(contact, reason)
        # who lost the address to another contact has not gone: the address is there
        is_held = self.is_mailchimp and contact.rank > 1
        if self.last and not is_held:
            key = contact.key.encode()
            if self.last.find(key):
                self._go(self._label(contact, key).decode(), self.labels[reason])

    def _list(self, contact, reason):
        note = contact.holder if reason == "duplicate" else ""
        self.files.write_texts(
            "refused",
            (
                contact.company,
                contact.name,
                contact.email,
                contact.phone,
                self.labels[reason],
                note,
            ),
        )
        if len(self.shown) < SHOWN_REFUSALS:
            values = self.export._prepare_refusal_values(contact, reason, note)
            self.shown.append(values)

    def _label(self, contact, key):
        """A line of words by which people know the row."""
        if self.is_mailchimp:
            return key
        parts = (contact.company, contact.name, contact.phone_e164)
        label = ", ".join(dict.fromkeys(filter(None, parts)))
        return " ".join(label.split()).encode()

    def _go(self, label, reason):
        self.counts["gone"] += 1
        self.files.write_texts("gone", (label.strip(), reason))

    def finish(self):
        """Note who was in the last export and is not a member any more."""
        reason = self.export.env._("Not in the segment any more")
        for label in self.last.rest():
            self._go(label, reason)
        # sudo: nobody types in refusals
        self.export.env["marketing.export.refusal"].sudo().create(self.shown)

    def get_values(self):
        """Counts, as fields of the export."""
        values = {
            f"{name}_count": self.counts[name]
            for name in ("row", "same", "gone", "cut", "no_consent")
        }
        # of the rows that were there before, those left out are no rows
        values["new_count"] = (
            self.counts["row"] + self.counts["same"] - self.counts["old"]
        )
        return {
            **values,
            "refused_count": self.reasons.total(),
            "reason_counts": dict(self.reasons),
        }
