"""Databases: made under a temporary name, renamed when complete.

What a finished database was made from is kept in its comment, which dies with
it and is not copied to clones.
"""

import json
import os
import re
import shutil

from .addons import (
    changed,
    core_dependencies,
    digests,
    find_addons,
    install_order,
    template_key,
)
from .config import data_folder, write_config
from .console import DevError
from .paths import log_file

MAKING = "__making"
CORE = "template_core"
LANGUAGE = "ru_RU"
NAME = re.compile(r"[a-z_][a-z0-9_]{0,49}")
RESERVED = {"postgres", "template0", "template1"}
PREPARE = """\
from tools.devenv.inside import prepare
prepare(env, demo={demo}, russian={russian})
env.cr.commit()
"""


def check_name(name):
    """:raises DevError: unless the name is safe in SQL, files and dbfilter."""
    if not NAME.fullmatch(name) or name in RESERVED or name.endswith(MAKING):
        raise DevError(
            f"{name!r} cannot be a database name here: small latin letters, digits"
            " and underscores, at most 50, beginning with a letter."
        )
    return name


class Databases:
    """The databases of one cluster."""

    def __init__(self, bench):
        self._bench = bench
        self._cluster = bench.cluster
        name = f"setup-{bench.cluster.profile}"
        self.config = write_config(name, bench.cluster, bench.odoo)

    # what is there

    def exists(self, name):
        where = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        return bool(self._cluster.query(where))

    def facts(self, name):
        """Return what a database was made from, {} when unknown."""
        rows = self._cluster.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            f" WHERE datname = '{name}'"
        )
        try:
            return json.loads(rows[0][0])
        except (IndexError, ValueError):
            return {}

    def installed(self, name, modules):
        names = ", ".join(f"'{module}'" for module in modules)
        rows = self._cluster.query(
            "SELECT name FROM ir_module_module WHERE state = 'installed'"
            f" AND name IN ({names})",
            name,
        )
        return {row[0] for row in rows}

    # changes

    def drop(self, name):
        self._cluster.call("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def clone(self, source, target):
        """Copy a database with its files (as links: they never change)."""
        self.drop(target)
        self._cluster.call("createdb", "-T", source, target)
        if self.filestore(source).exists():
            shutil.copytree(
                self.filestore(source), self.filestore(target), copy_function=os.link
            )

    def make(self, name, facts, build):
        """Make a database by ``build(temporary_name)`` and put it in its place."""
        making = f"{name}{MAKING}"
        self.drop(making)
        build(making)
        self.record(making, facts)
        self.drop(name)
        if self.filestore(making).exists():
            self.filestore(making).rename(self.filestore(name))
        self._cluster.query(f'ALTER DATABASE "{making}" RENAME TO "{name}"')

    def record(self, name, facts):
        text = json.dumps(facts, sort_keys=True).replace("'", "''")
        self._cluster.query(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def filestore(self, name):
        return data_folder(self._cluster.profile) / "filestore" / name

    # what they are made of

    def template_core(self, progress):
        """Make the template with Odoo's own modules only, when it is not fresh."""
        modules = core_dependencies(find_addons())
        key = template_key(modules, self._bench.odoo.identity, LANGUAGE)
        if self.facts(CORE).get("key") == key:
            return False
        progress.show("installing Odoo's modules")
        self.make(
            CORE, {"key": key}, lambda name: self._install(name, modules, progress)
        )
        return True

    def install_addons(self, name, progress):
        self._install(name, install_order(find_addons()), progress)

    def upgrade(self, name, facts, progress):
        """Bring a database up to the addons' files; return what was done."""
        present = digests()
        missing, different = changed(facts.get("addons", {}), present)
        if not missing and not different:
            return ""
        words = []
        if missing:
            words += ["-i", ",".join(missing)]
        if different:
            words += ["-u", ",".join(different)]
        progress.show(f"upgrading {' '.join(missing + different)}")
        self._odoo(name, words, log_file(f"upgrade-{name}"), progress)
        self._require(name, [*missing, *different])
        self.record(name, {**facts, "addons": present})
        return f"upgraded: {', '.join(missing + different)}"

    def prepare(self, name, *, demo, russian, progress):
        """Russian for its users, the demo company, the web client's files."""
        if demo:
            progress.show("filling the demo company")
        script = PREPARE.format(demo=demo, russian=russian)
        log = log_file(f"prepare-{name}")
        words = ["shell", "-d", name, "--no-http", "--log-level=warn"]
        self._bench.run_odoo(words, self.config, log, text=script)

    def _install(self, name, modules, progress):
        words = ["-i", ",".join(modules), f"--load-language={LANGUAGE}"]
        self._odoo(name, words, log_file(f"install-{name}"), progress)
        self._require(name, modules)

    def _odoo(self, name, words, log, progress):
        fixed = ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
        self._bench.run_odoo(["-d", name, *words, *fixed], self.config, log, progress)

    def _require(self, name, modules):
        """:raises DevError: Odoo only logs a module that it could not install."""
        absent = set(modules) - self.installed(name, modules)
        if absent:
            raise DevError(
                f"Odoo did not install {', '.join(sorted(absent))}; see the logs in"
                f" {log_file('x').parent}."
            )
