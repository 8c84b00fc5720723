"""What installing and uninstalling do to the database."""


def post_init_hook(env):
    """Nothing of the existing database is changed: only our own records are added.

    The stage log begins with the deals that are in our departments already (none
    in a fresh database). Letters to clients are switched on: there is no deal that
    they could surprise.
    """
    leads = env["crm.lead"].search([("is_department", "=", True)])
    env["crm.stage.log"]._open(leads)
    letters = ("letter_ready", "letter_shipped", "letter_planned", "letter_moved")
    env["sales.settings"]._set_values(dict.fromkeys(letters, True))


def uninstall_hook(env):
    """Leave a working database: deals go to core's stages, our route stays unused.

    Stages, departments and the route of ours are deleted with the addon, so what
    points to them is moved first.
    """
    _move_deals_to_core_stages(env)
    _leave_departments(env)
    _release_route(env)
    _forget_payment_qr(env)


def _move_deals_to_core_stages(env):
    stages = env["crm.stage"].search([("kind", "!=", False)])
    core = env["crm.stage"].search([("kind", "=", False), ("team_ids", "=", False)])
    won = core.filtered("is_won")[:1]
    begin = (core - core.filtered("is_won"))[:1]
    if stages and not (won and begin):
        begin = begin or env["crm.stage"].create({"name": "New", "sequence": 1})
        won = won or env["crm.stage"].create(
            {"name": "Won", "sequence": 70, "is_won": True}
        )
    # SQL: the guard of the stages must not stop the move, no letters are to be sent
    env.flush_all()
    env.cr.execute(
        "UPDATE crm_lead SET stage_id = CASE WHEN stage_id IN %s THEN %s ELSE %s END "
        "WHERE stage_id IN %s",
        (
            tuple(stages.filtered("is_won").ids) or (0,),
            won.id or None,
            begin.id or None,
            tuple(stages.ids) or (0,),
        ),
    )
    env.cr.execute("DELETE FROM crm_stage_log")
    env.invalidate_all()


def _leave_departments(env):
    """Departments become ordinary teams: their deals, orders and members stay.

    Our names of the teams (and of the aliases that core made with them) go, so the
    records are not deleted with the addon.
    """
    names = env["ir.model.data"].search(
        [("module", "=", "sales_process"), ("model", "=", "crm.team")],
    )
    teams = (
        env["crm.team"].with_context(active_test=False).browse(names.mapped("res_id"))
    )
    aliases = env["ir.model.data"].search(
        [
            ("module", "=", "sales_process"),
            ("model", "=", "mail.alias"),
            ("res_id", "in", teams.alias_id.ids),
        ],
    )
    (names | aliases).unlink()


def _release_route(env):
    """Moves keep no rule of ours: they are reserved and shipped as they are."""
    route = env.ref("sales_process.route_stock_first", raise_if_not_found=False)
    if not route:
        return
    rules = route.with_context(active_test=False).rule_ids
    env["stock.move"].search([("rule_id", "in", rules.ids)]).rule_id = False
    env["stock.warehouse"].search([]).stock_first_pull_id = False
    rules.unlink()


def _forget_payment_qr(env):
    """Invoices choose their QR code anew: one that nobody draws would stop a print."""
    for model in ("account.move", "pos.payment.method"):
        if model in env:
            chosen = env[model].search([("qr_code_method", "=", "ru_st00012")])
            chosen.qr_code_method = False
