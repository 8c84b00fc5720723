from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import MarketingCommon


@tagged("post_install", "-at_install")
class TestUninstall(MarketingCommon):
    def test_files_with_personal_data_go_with_the_addon(self):
        export = self._export(self._create_segment())
        files = export._get_files("csv") | export._get_files("gone")
        memory = self.env["marketing.export.memory"]._find(
            export.segment_id, export.layout
        )
        stored = self.env["marketing.stored.file"]
        files |= stored._find(memory, "digests_file")
        person = self._create_person()
        proof = self._consent(person, document=b"c2Nhbg==")
        files |= self.env["ir.attachment"].search(
            [
                ("res_model", "=", proof._name),
                ("res_id", "in", proof.ids),
                ("res_field", "=", "document"),
            ],
        )
        self.assertEqual(len(files), 5)
        other = self.env["ir.attachment"].create({"name": "stays"})

        uninstall_hook(self.env)

        self.assertFalse(files.exists())
        self.assertTrue(other.exists())

    def test_rules_of_the_process_are_left_alone(self):
        rules = self.env["ir.rule"].search(
            [("domain_force", "ilike", "sales_marketing")]
        )

        self.assertFalse(rules)

    def test_menus_of_the_house_stay_when_the_group_goes(self):
        root = self.env.ref("sales_process.menu_root")
        group = self.env.ref("sales_marketing.group_marketer")
        self.assertIn(group, root.group_ids)

        own = self.env["ir.model.data"].search(
            [("module", "=", "sales_marketing"), ("model", "=", "ir.ui.menu")],
        )

        self.assertNotIn(root.id, own.mapped("res_id"))
