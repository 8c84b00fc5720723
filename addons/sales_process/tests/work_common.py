import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo import fields

from .deal_common import DealCommon


def make_picture(form="PNG", size=(4, 4), colour="red"):
    """Bytes of a small picture."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, form)
    return stream.getvalue()


SIGNATURE = base64.b64encode(make_picture()).decode()


class WorkCommon(DealCommon):
    """Works of each kind, ready to be planned, done, signed."""

    @classmethod
    def _create_work(cls, **values):
        return cls.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "partner_id": cls.client.id,
                "engineer_id": cls.engineer.id,
                "date_planned": fields.Datetime.now(),
                **values,
            },
        )

    @classmethod
    def _create_certification(cls, **values):
        """A certification with its papers, not finished yet."""
        return cls._create_work(
            **{
                "kind": "certification",
                "certification_type": "initial",
                "result": "fit",
                **cls._prepare_papers(),
                **values,
            },
        )

    @classmethod
    def _prepare_papers(cls):
        return {
            "protocol_no": "P-1",
            "protocol_date": fields.Date.today(),
            "certificate_no": "A-1",
        }

    @classmethod
    def _create_lot(cls, name="SN-1", product=None):
        product = product or cls.stocked
        product.tracking = "serial"
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id})

    def _create_shipped_deal(self, equipment=None):
        deal = self._create_agreed_deal(
            [(self.stocked, 1)],
            self.chamber if equipment is None else equipment,
        )
        self._ship(deal)
        return deal

    def _run_cron(self, name, seconds_left=1000):
        """Run a cron of works; without time left it stops after its first batch."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=seconds_left
        ):
            getattr(self.env["equipment.work"], name)()

    def _finish_works(self, deal):
        """Finish the open works of a deal with a good result."""
        for work in deal.sudo().work_ids:
            if work.kind == "certification" and work.state == "draft":
                work.write({"result": "fit", **self._prepare_papers()})
            if work.state == "draft":
                work.action_done()
            if work._has_to_be_signed():
                work._sign("Client", SIGNATURE)

    def _sign_work(self, **values):
        """A work that the client has signed."""
        work = self._create_work(**values)
        work.action_done()
        work._sign("Client", SIGNATURE)
        return work
