"""How much memory an export takes at its peak: 20,000 rows and 100,000 rows alike.

The peak of the process is set back before each export (Linux), so that a smaller one
after a larger one shows its own.
"""

from pathlib import Path

from . import marketing_export

SIZES = (20_000, 100_000)
PROCESS = Path("/proc/self")
RESET_PEAK = "5"


def setup(env, ours):
    state = marketing_export.setup_partners(env, ours=True)
    segment = env["marketing.segment"].browse(state["segment"])
    few = segment.copy()
    few.partner_domain = repr(
        [*marketing_export.DOMAIN, ("id", "<=", _get_last_id(env, SIZES[0]))]
    )
    return {"segments": (few.id, segment.id)}


def _get_last_id(env, count):
    return (
        env["res.partner"]
        .search(marketing_export.DOMAIN, order="id", limit=count)[-1:]
        .id
    )


def measure(env, state):
    """Lines of the report: extra megabytes of the CSV and the workbook, and of core's."""
    marketing_export.export_ours(env, state["segments"][0], is_workbook=True)  # warm
    lines = [
        {
            "name": f"marketing_memory_{count}",
            "ours": _get_peak(
                env, marketing_export.export_ours, segment, is_workbook=True
            ),
            "unit": "MB",
        }
        for count, segment in zip(SIZES, state["segments"], strict=True)
    ]
    reference = _get_peak(env, marketing_export.export_core)
    for line in lines:
        ratio = round(line["ours"] / reference, 3) if reference else None
        line.update({"reference": reference, "ratio": ratio})
    return lines


def _get_peak(env, function, *arguments, **options):
    env.flush_all()
    env.invalidate_all()
    (PROCESS / "clear_refs").write_text(RESET_PEAK)
    before = _read_status("VmRSS")
    function(env, *arguments, **options)
    env.flush_all()
    peak = round((_read_status("VmHWM") - before) / 1024, 1)
    env.cr.rollback()
    return max(peak, 0)


def _read_status(name):
    """A line of the status of the process, kilobytes."""
    for line in (PROCESS / "status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)
