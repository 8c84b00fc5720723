"""The wizard ``marketing.consent`` is a kept record now: its table is made anew."""


def migrate(cr, version):
    # rows of a wizard are of no use after it is closed
    cr.execute("DROP TABLE IF EXISTS marketing_consent_res_partner_rel")
    cr.execute("DROP TABLE IF EXISTS marketing_consent")
