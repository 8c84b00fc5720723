"""From single measurements to a ratio, and whether it may be believed."""

import statistics

from tools.devenv.console import DevError

WARM_UP = 2
# of every round: reference, ours, ours, reference; the control beside the latter
ORDER = ("reference", "control", "ours", "ours", "control", "reference")
TRUSTED = (0.9, 1.1)


def compare_all(case, arms, show=lambda text: None):
    """Run a case in all arms, then grown; return the lines of the report."""
    first = compare(case, arms, show)
    if not case.grown:
        return [first]
    for name, arm in arms.items():
        show(f"growing {name}")
        arm.call("setup", case=case.name, ours=name == "ours", grown=True)
    second = {**compare(case, arms, show), "name": case.grown.name}
    growth = {
        "name": case.grown.growth,
        "ours": second["ours"],
        "reference": first["ours"],
        "ratio": round(second["ours"] / first["ours"], 3),
        "unit": case.unit,
        "growth_of_core": round(second["reference"] / first["reference"], 3),
        "queries_ours": second["queries_ours"],
        "queries_reference": first["queries_ours"],
    }
    return [first, second, growth]


def compare(case, arms, show=lambda text: None):
    """Run a case in all arms and return its line of the report.

    :raises DevError: when ours did another work than core.
    """
    runs = {name: [] for name in arms}
    for number in range(WARM_UP + case.repetitions):
        show(f"round {number + 1} of {WARM_UP + case.repetitions}")
        for name in ORDER:
            result = arms[name].call("run")
            if number >= WARM_UP:
                runs[name].append(result)
    return summarise(case, runs)


def summarise(case, runs):
    require_same_work(case, runs)
    times = {
        name: statistics.median(run["seconds"] for run in results) * 1000
        for name, results in runs.items()
    }
    queries = {
        name: statistics.median_low(run["queries"] for run in results)
        for name, results in runs.items()
    }
    control = times["control"] / times["reference"]
    line = {
        "name": case.name,
        "ours": round(times["ours"], 2),
        "reference": round(times["reference"], 2),
        "ratio": round(times["ours"] / times["reference"], 3),
        "unit": case.unit,
        "control": round(control, 3),
        "queries_ours": queries["ours"],
        "queries_reference": queries["reference"],
    }
    if not TRUSTED[0] <= control <= TRUSTED[1]:
        line["verdict"] = "void: the control left 0.9-1.1, only the queries count"
    return line


def require_same_work(case, runs):
    """:raises DevError: a ratio of two different works says nothing."""
    proofs = {name: results[-1]["proof"] for name, results in runs.items()}
    if proofs["ours"] != proofs["reference"]:
        raise DevError(f"{case.name}: different work, {proofs}")
