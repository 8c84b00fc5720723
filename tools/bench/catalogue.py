"""All cases, in the order in which they run."""

from .case import Case, Grown


def reservation(pieces, strategy, lots, grown_to, repetitions):
    """Reserve some pieces among few series, then among many in the same databases."""
    name = f"reserve_{pieces}_{strategy}"
    wanted = {"pieces": pieces, "strategy": strategy}
    return Case(
        f"{name}_of_{lots}",
        "reservation",
        {"lots": lots, **wanted},
        repetitions=repetitions,
        grown=Grown(
            f"{name}_of_{grown_to}",
            {"lots": grown_to, **wanted},
            f"{name}_growth_{lots}_{grown_to}",
        ),
    )


RESERVATIONS = tuple(
    reservation(pieces, strategy, *sizes)
    for sizes in ((100, 50_000, 5), (1_000, 10_000, 8))
    for strategy in ("fifo", "fefo")
    for pieces in (1, 50)
)

CASES = (
    Case("order_confirm_10", "order_confirm", {"lines": 10}, repetitions=8),
    Case("order_confirm_50", "order_confirm", {"lines": 50}, repetitions=5),
    Case("order_confirm_200", "order_confirm", {"lines": 200}, repetitions=3),
    Case("stage_write_1", "stage_write", {"count": 1}, repetitions=20),
    Case("stage_write_100", "stage_write", {"count": 100}, repetitions=6),
    Case("lead_create", "lead_create", repetitions=20),
    Case(
        "time_rules_nothing_due_of_200000",
        "time_rules",
        {"deals": 200_000, "due": 0},
        repetitions=20,
        is_own=True,
    ),
    Case(
        "time_rules_200_due",
        "time_rules",
        {"deals": 2_000, "due": 200},
        repetitions=4,
        is_own=True,
    ),
    Case(
        "mail_intake_2000",
        "mail_intake",
        {"partners": 2_000},
        grown=Grown("mail_intake_200000", {"partners": 200_000}, "mail_intake_growth"),
    ),
    Case(
        "identify_1_of_100000",
        "identify",
        {"contacts": 1},
        repetitions=20,
        grown=Grown("identify_100_of_100000", {"contacts": 100}, "identify_growth"),
    ),
    Case("telephony_hook", "telephony_hook", repetitions=15, is_own=True),
    Case(
        "call_campaign_1000",
        "call_campaign",
        {"clients": 1_000},
        repetitions=3,
        is_own=True,
    ),
    Case("amount_in_words", "amount_in_words", {"count": 10_000}, repetitions=6),
    Case("scanner_client", "scanner_client", is_alone=True),
    *RESERVATIONS,
    Case(
        "validate_receipt_100",
        "validate",
        {"kind": "receipt", "pieces": 100},
        repetitions=8,
    ),
    Case(
        "validate_delivery_100",
        "validate",
        {"kind": "delivery", "pieces": 100},
        repetitions=8,
    ),
    Case(
        "scanner_apply_100",
        "scanner_apply",
        {"scans": 100, "is_other": False},
        repetitions=6,
        is_own=True,
    ),
    Case(
        "scanner_apply_100_other",
        "scanner_apply",
        {"scans": 100, "is_other": True},
        repetitions=3,
        is_own=True,
    ),
    Case("invoice_pdf", "invoice_pdf", {"lines": 10}, repetitions=6),
    Case(
        "invoices_pdf_100",
        "invoices_pdf",
        {"lines": 5, "orders": 100},
        repetitions=1,
        is_own=True,
    ),
    Case(
        "scanner_open_20",
        "scanner_open",
        {"lines": 20},
        repetitions=10,
        is_own=True,
    ),
    Case(
        "scanner_open_200",
        "scanner_open",
        {"lines": 200},
        repetitions=5,
        is_own=True,
    ),
    Case(
        "segment_count_all_of_300000",
        "segment_count",
        {"partners": 100_000, "leads": 200_000, "is_asked": False},
        repetitions=6,
        is_own=True,
    ),
    Case(
        "segment_count_asked_of_300000",
        "segment_count",
        {"partners": 100_000, "leads": 200_000, "is_asked": True},
        repetitions=6,
        is_own=True,
    ),
    Case("marketing_csv_100000", "marketing_csv", repetitions=1),
    Case("marketing_xlsx_100000", "marketing_xlsx", repetitions=1),
    Case("marketing_memory", "marketing_memory", is_alone=True),
)


def select(cases, words):
    """Return the cases whose name contains one of the words; all without words."""
    return [case for case in cases if not words or any(w in case.name for w in words)]


def find(name):
    return next(case for case in CASES if case.name == name)
