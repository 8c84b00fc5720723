from odoo import models


class StockLot(models.Model):
    """Passport: works at the customer, certificates, claims and repairs.

    Works and claims are searched as the user: the rules of the process decide.
    """

    _inherit = "stock.lot"

    def _passport_sections(self, scope):
        works = self._get_passport_records("equipment.work", "lot_ids")
        claims = self._get_passport_records("sales.claim", "lot_id")
        return [
            *super()._passport_sections(scope),
            self._passport_works(works, scope),
            self._passport_certificates(works, scope),
            self._passport_claims(claims, scope),
            self._passport_repairs(scope),
        ]

    def _get_passport_records(self, model, field):
        """Records about the serial number that the user may read, the latest first."""
        records = self.env[model]
        if not records.has_access("read"):
            return records
        return records.search([(field, "in", self.ids)], order="id desc")

    def _get_passport_label(self, record, field):
        """The selected value of a field in the user's language."""
        labels = dict(record._fields[field]._description_selection(self.env))
        return labels.get(record[field], "")

    # ---- works ---------------------------------------------------------------------

    def _passport_works(self, works, scope):
        return {
            "key": "works",
            "sequence": 30,
            "icon": "fa-wrench",
            "title": self.env._("Works at the client"),
            "rows": [self._passport_work_row(work, scope) for work in works],
        }

    def _passport_work_row(self, work, scope):
        kind = self._get_passport_label(work, "kind")
        date = work.signed_on or work.date_done
        return self._passport_row(
            f"{work.name} · {kind}",
            ("equipment.work", work.id),
            self._passport_work_facts(work, scope),
            badge=self._get_passport_label(work, "state"),
            color={"signed": "success", "done": "success", "refused": "danger"}.get(
                work.state, "secondary"
            ),
            date=date,
            event=self.env._("%(kind)s: %(work)s", kind=kind, work=work.name)
            if date
            else "",
            note=work.remark or "",
        )

    def _passport_work_facts(self, work, scope):
        planned = "" if work.date_done else self._get_passport_day(work.date_planned)
        address = work.address_id or work.partner_id
        return [
            self._passport_fact(self.env._("Engineer"), work.engineer_id.name),
            self._passport_fact(self.env._("Planned on"), scope.format(planned)),
            self._passport_fact(
                self.env._("Address"),
                self._get_passport_address(address.sudo()),  # sudo: the work is read
                ("res.partner", address.id),
            ),
            self._passport_fact(self.env._("Act signed by"), work.signed_by),
        ]

    def _passport_certificates(self, works, scope):
        certified = works.filtered(
            lambda work: (
                work.kind == "certification"
                and (work.certificate_no or work.protocol_no)
                and work.state != "cancelled"
            )
        )
        return {
            "key": "certificates",
            "sequence": 40,
            "icon": "fa-certificate",
            "title": self.env._("Certificates"),
            "rows": [self._passport_certificate_row(work, scope) for work in certified],
        }

    def _passport_certificate_row(self, work, scope):
        today = self._get_passport_day(self.env.cr.now())
        is_over = bool(work.valid_until and work.valid_until < today)
        result = self._get_passport_label(work, "result")
        return self._passport_row(
            work.certificate_no or work.protocol_no,
            ("equipment.work", work.id),
            [
                self._passport_fact(
                    self.env._("Valid until"), scope.format(work.valid_until)
                ),
                self._passport_fact(
                    self.env._("Type"),
                    self._get_passport_label(work, "certification_type"),
                ),
                self._passport_fact(self.env._("Protocol"), work.protocol_no),
                self._passport_fact(
                    self.env._("Certification body"), work.body_id.display_name
                ),
            ],
            badge=self.env._("Expired") if is_over else result,
            color="danger"
            if is_over or work.result == "unfit"
            else "warning"
            if work.result == "limited"
            else "success",
        )

    # ---- claims and repairs --------------------------------------------------------

    def _passport_claims(self, claims, scope):
        return {
            "key": "claims",
            "sequence": 60,
            "icon": "fa-exclamation-circle",
            "title": self.env._("Claims and returns"),
            "rows": [
                self._passport_row(
                    claim.name,
                    ("sales.claim", claim.id),
                    [
                        self._passport_fact(
                            self.env._("Cause"),
                            claim.cause_id.name,
                        ),
                        self._passport_fact(
                            self.env._("Decision"),
                            self._get_passport_label(claim, "decision"),
                        ),
                        self._passport_fact(self.env._("Examines"), claim.user_id.name),
                    ],
                    badge=self._get_passport_label(claim, "state"),
                    color="success" if claim.state == "closed" else "warning",
                    date=claim.date_received,
                    event=self.env._("Claim: %(claim)s", claim=claim.name),
                    note=claim.description or "",
                )
                for claim in claims
            ],
        }

    def _passport_repairs(self, scope):
        # sudo: repairs are technical data of the serial number; nobody sees their
        # client or prices here, and only storekeepers may open them
        repairs = (
            self.env["repair.order"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.id),
                    ("state", "!=", "cancel"),
                    ("company_id", "in", self.env.companies.ids),
                ],
                order="id desc",
            )
        )
        return {
            "key": "repairs",
            "sequence": 65,
            "icon": "fa-medkit",
            "title": self.env._("Repairs"),
            "rows": [self._passport_repair_row(repair, scope) for repair in repairs],
        }

    def _passport_repair_row(self, repair, scope):
        is_done = repair.state == "done"
        date = repair.move_id.date if is_done else repair.schedule_date
        return self._passport_row(
            repair.name,
            ("repair.order", repair.id),
            self._passport_part_facts(repair, scope),
            badge=self._get_passport_label(repair, "state"),
            color="success" if is_done else "info",
            date=date,
            event=self.env._("Repaired: %(repair)s", repair=repair.name)
            if is_done
            else "",
        )

    def _passport_part_facts(self, repair, scope):
        """Parts put in and taken out, with their lots."""
        facts = []
        for move in repair.move_ids.filtered(lambda move: move.state != "cancel"):
            label = (
                self.env._("Put in")
                if move.repair_line_type == "add"
                else self.env._("Taken out")
            )
            lots = move.move_line_ids.lot_id
            text = ", ".join([move.product_id.display_name, *lots.mapped("name")])
            link = ("stock.lot", lots.id) if len(lots) == 1 else None
            facts.append(self._passport_fact(label, text, link))
        return facts
