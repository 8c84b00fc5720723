"""What every command starts with: packages, Odoo, Python, a running cluster."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from . import debian, odoo_source, python_env
from .console import Steps
from .odoo_source import Odoo
from .paths import PROJECT, cache_home
from .postgres import Cluster
from .process import clean_environment, run_logged, show_loading

STEPS = 4


@dataclass(frozen=True)
class Workbench:
    odoo: Odoo
    python: Path
    cluster: Cluster
    steps: Steps

    def environment(self, config, **extra):
        """Return the environment in which Odoo, its tests and shells run."""
        return clean_environment(
            **self.cluster.environment(),
            ODOO_RC=config,
            PYTHONPATH=f"{PROJECT}:{self.odoo.python_path}",
            PYTHONUNBUFFERED=1,
            LC_ALL="C.UTF-8",
            TZ="UTC",
            **extra,
        )

    def command(self, *words):
        return [self.python, self.odoo.program, *words]

    def run_odoo(self, words, config, log, progress=None, text=None):
        """Run Odoo to its end with the output in a log file."""
        watch = show_loading(progress) if progress else None
        environ = self.environment(config)
        command = self.command(*words)
        run_logged(command, log, env=environ, cwd=PROJECT, text=text, watch=watch)


@contextlib.contextmanager
def workbench(total, profile, needs=debian.SERVE):
    """Set up whatever is missing and keep the cluster up while inside."""
    steps = Steps(total)
    cache = cache_home()
    with steps.step("Debian packages") as progress:
        interpreter = python_env.choose_interpreter(os.environ.get("PYTHON"))
        debian.install(needs, progress, interpreter.path)
    with steps.step("Odoo 19") as progress:
        odoo = odoo_source.find_or_fetch(cache, progress)
    with steps.step("Python environment") as progress:
        wanted = python_env.ODOO_REQUIREMENTS
        python = python_env.prepare(cache, interpreter, wanted, progress)
    cluster = Cluster(profile)
    with contextlib.ExitStack() as stack:
        with steps.step("PostgreSQL") as progress:
            stack.enter_context(cluster.running(progress))
        yield Workbench(odoo, python, cluster, steps)
