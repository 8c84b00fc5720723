"""The development environment's pure parts."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tools.devenv import (
    addons,
    config,
    database,
    debian,
    lint,
    locking,
    odoo_source,
    paths,
    postgres,
    private_apt,
    process,
    python_env,
    server,
    test_run,
)
from tools.devenv.console import DevError, format_seconds

TARGETS = """\
http://mirror/debian-security/|bookworm-security|bookworm-security|main|Packages
http://mirror/debian/|bookworm-updates|bookworm-updates|main|Packages
https://other/node/|nodistro||main|Packages
http://mirror/debian/|oldstable|bookworm|main|Packages
"""


class TestPaths:
    def test_cache_follows_the_user(self):
        assert paths.cache_home({"XDG_CACHE_HOME": "/c"}) == Path("/c/equipment-sales")
        assert paths.cache_home({}) == Path.home() / ".cache/equipment-sales"

    def test_clusters_live_in_the_project(self):
        home = paths.choose_cluster_home(Path("/srv/project"), 1000, reachable=True)

        assert home == Path("/srv/project/.local")

    def test_clusters_move_out_of_a_closed_project(self):
        home = paths.choose_cluster_home(Path("/root/project"), 0, reachable=False)

        assert home.parent == Path("/var/tmp")
        assert home.name.startswith("equipment-sales-0-")

    def test_clusters_move_out_of_a_long_path(self):
        project = Path("/home") / ("x" * 90)

        home = paths.choose_cluster_home(project, 1000, reachable=True)

        socket = home / "pg-test/.s.PGSQL.5432"
        assert len(str(socket)) <= 100

    def test_two_projects_do_not_share(self):
        assert paths.substitute_home("/a", 0) != paths.substitute_home("/b", 0)


class TestApt:
    def test_mirror_is_the_machine_s_own(self):
        mirror = private_apt.choose_mirror(TARGETS, "bookworm")

        assert mirror == ("http://mirror/debian", "oldstable")

    def test_foreign_archives_are_no_mirror(self):
        foreign = "https://other/node/|nodistro||main|Packages\n"

        assert private_apt.choose_mirror(foreign, "bookworm") is None

    def test_sources_are_signed(self):
        text = private_apt.source_lines("http://m", ("unstable", "stable"), "/k.gpg")

        assert text.splitlines() == [
            "deb [signed-by=/k.gpg] http://m unstable main",
            "deb [signed-by=/k.gpg] http://m stable main",
        ]

    def test_codename(self):
        text = 'ID=debian\nVERSION_CODENAME=bookworm\nNAME="x"\n'

        assert private_apt.read_codename(text) == "bookworm"


class TestDebian:
    def test_present_things_are_not_installed(self):
        needs = (debian.Need("sh-package", program="sh"),)

        assert debian.missing_packages(needs) == []

    def test_each_missing_package_once(self):
        needs = (
            debian.Need("absent", program="no-such-program"),
            debian.Need("absent", pattern="/no/such/*"),
            debian.Need("font", pattern="/no/font.ttf"),
        )

        assert debian.missing_packages(needs) == ["absent", "font"]

    def test_missing_program_of_the_tests_stops(self):
        with pytest.raises(DevError, match="no-such-browser"):
            debian.require_programs(["no-such-browser"])

    def test_without_rights_the_packages_are_named(self, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(debian, "succeeds", lambda command: False)

        with pytest.raises(DevError, match="apt-get install chromium nodejs"):
            debian._root_prefix(["chromium", "nodejs"])


class TestInterpreter:
    VERSIONS = {
        "python3.12": None,
        "python3.11": python_env.Interpreter("/usr/bin/python3.11", (3, 11, 2)),
        "python3": python_env.Interpreter("/usr/bin/python3", (3, 13, 0)),
    }

    def test_first_suitable_is_taken(self):
        chosen = python_env.choose_interpreter(ask=self.VERSIONS.get)

        assert chosen.path == "/usr/bin/python3.11"

    def test_the_user_s_choice_is_not_replaced(self):
        with pytest.raises(DevError, match=r"python3 is 3\.13\.0"):
            python_env.choose_interpreter("python3", ask=self.VERSIONS.get)

    def test_none_at_all(self):
        with pytest.raises(DevError, match="does not run"):
            python_env.choose_interpreter(ask=lambda command: None)

    def test_this_one_answers(self):
        asked = python_env.ask_interpreter(sys.executable)

        assert asked.version == sys.version_info[:3]

    def test_key_follows_requirements_and_version(self):
        key = python_env.environment_key(["a"], (3, 11, 2))

        assert key == python_env.environment_key(["a"], (3, 11, 2))
        assert key != python_env.environment_key(["b"], (3, 11, 2))
        assert key != python_env.environment_key(["a"], (3, 12, 1))


class TestOdoo:
    def _checkout(self, folder, version="(19, 0, 0, FINAL, 0, '')"):
        (folder / "odoo").mkdir(parents=True)
        (folder / "odoo/release.py").write_text(f"version_info = {version}\n")
        (folder / "odoo-bin").touch()
        (folder / "addons/crm").mkdir(parents=True)
        (folder / "addons/crm/__manifest__.py").touch()
        return folder

    def test_source_checkout(self, tmp_path):
        odoo = odoo_source.from_folder(self._checkout(tmp_path))

        assert odoo.addons == (tmp_path / "odoo/addons", tmp_path / "addons")
        assert odoo.program == tmp_path / "odoo-bin"

    def test_another_version_is_refused(self, tmp_path):
        folder = self._checkout(tmp_path, "(18, 0, 0, FINAL, 0, '')")

        with pytest.raises(DevError, match=r"18\.0; these addons need 19\.0"):
            odoo_source.from_folder(folder)

    def test_empty_folder_is_refused(self, tmp_path):
        with pytest.raises(DevError, match="is no Odoo"):
            odoo_source.from_folder(tmp_path)

    def test_unstamped_folder_is_not_used(self, tmp_path):
        (tmp_path / "odoo-19.0.0-dfsg-1").mkdir()

        assert odoo_source.newest_complete(tmp_path) is None


class TestPidFile:
    def test_our_process(self, tmp_path):
        pid_file = process.PidFile(tmp_path / "server.pid")

        pid_file.write(os.getpid(), port=8069)

        assert pid_file.read()["port"] == 8069

    def test_reused_pid_is_stale(self, tmp_path):
        path = tmp_path / "server.pid"
        path.write_text(json.dumps({"pid": os.getpid(), "started": "1"}))

        assert process.PidFile(path).read() is None
        assert not path.exists()

    @pytest.mark.parametrize("text", ["", "123", "{", '{"pid": 1}'])
    def test_damaged_file_is_stale(self, tmp_path, text):
        path = tmp_path / "server.pid"
        path.write_text(text)

        assert process.PidFile(path).read() is None

    def test_stop_ends_the_process(self, tmp_path):
        child = subprocess.Popen(["sleep", "60"])
        pid_file = process.PidFile(tmp_path / "server.pid")
        pid_file.write(child.pid)
        reaper = threading.Thread(target=child.wait)
        reaper.start()

        assert pid_file.stop() == child.pid
        reaper.join()
        assert child.returncode != 0


class TestAddons:
    MANIFESTS = {
        "sales_marketing": {"depends": ["sales_process"]},
        "sales_process": {"depends": ["crm", "sale_stock"]},
        "warehouse_barcode": {"depends": ["stock"]},
    }

    def test_install_order(self):
        order = addons.install_order(self.MANIFESTS)

        assert order.index("sales_process") < order.index("sales_marketing")

    def test_circle_is_refused(self):
        with pytest.raises(DevError, match="Circular"):
            addons.install_order({"a": {"depends": ["b"]}, "b": {"depends": ["a"]}})

    def test_core_dependencies(self):
        core = addons.core_dependencies(self.MANIFESTS)

        assert core == ["base", "crm", "sale_stock", "stock"]

    def test_changes(self):
        recorded, present = {"a": "1", "b": "1"}, {"a": "1", "b": "2", "c": "1"}

        assert addons.changed(recorded, present) == (["c"], ["b"])

    def test_digest_ignores_what_is_not_installed(self, tmp_path):
        (tmp_path / "tests").mkdir()
        (tmp_path / "models.py").write_text("1")
        before = addons.addon_digest(tmp_path)

        (tmp_path / "tests/test_x.py").write_text("1")
        (tmp_path / "README.rst").write_text("1")
        assert addons.addon_digest(tmp_path) == before

        (tmp_path / "models.py").write_text("2")
        assert addons.addon_digest(tmp_path) != before


class TestDatabase:
    @pytest.mark.parametrize(
        "name", ["", "1a", "A", "a b", "a;b", "postgres", "a__making"]
    )
    def test_bad_names(self, name):
        with pytest.raises(DevError):
            database.check_name(name)

    def test_good_name(self):
        assert database.check_name("equipment_2") == "equipment_2"


class TestConfig:
    def test_settings_are_replaced(self):
        text = config.overridden(
            "[options]\nworkers = 8\nlist_db = False\n", {"workers": 0}
        )

        assert "workers = 0\n" in text
        assert "list_db = False\n" in text

    def test_the_starting_point_has_no_secrets(self):
        text = (paths.PROJECT / "odoo.conf").read_text()
        settings = [
            line.split("=")[0].strip() for line in text.splitlines() if "=" in line
        ]

        assert "admin_passwd" not in settings
        assert "db_password" not in settings
        assert "list_db = False" in text


class TestServer:
    def test_port(self):
        assert server.read_port(None) == 8069
        assert server.read_port("8070") == 8070
        for text in ("80", "x", "70000", "-1"):
            with pytest.raises(DevError):
                server.read_port(text)

    def test_accounts_are_aligned(self):
        rows = [{"login": "head", "password": "secret", "role": "Head"}]

        assert server.accounts_table(rows) == [
            "  login  password  role",
            "  head   secret    Head",
        ]


class TestSmallThings:
    def test_durations(self):
        assert format_seconds(0.42) == "0.4 s"
        assert format_seconds(12.4) == "12 s"
        assert format_seconds(125) == "2 min 05 s"

    def test_postmaster_pid(self):
        assert postgres.read_postmaster_pid("123\n/data\n") == 123
        assert postgres.read_postmaster_pid("") is None

    def test_lock_is_free_again(self, tmp_path):
        for _turn in range(2):
            with locking.exclusive(tmp_path / "lock", "a test"):
                pass

    def test_last_user_knows_it(self, tmp_path):
        first, second = (locking.Users(tmp_path / "users") for _n in range(2))
        first.join()
        second.join()

        assert not first.leave()
        first.close()
        assert second.leave()
        second.close()

    def test_settings_of_the_container_are_not_inherited(self, monkeypatch):
        monkeypatch.setenv("USER", "root")

        environ = process.clean_environment(PGUSER="odoo")

        assert "USER" not in environ
        assert environ["PGUSER"] == "odoo"

    def test_loading_lines_are_read(self):
        line = "INFO x odoo.modules.loading: Loading module sale (7/84) "

        assert process.LOADING.findall(line) == [("sale", "7", "84")]


class TestLint:
    CHECK = lint.Check("x", ("real",), ("canary",), ("F401",))

    def test_silent_linter_is_not_believed(self):
        clean, text = lint.judge(self.CHECK, run=lambda command: (0, ""))

        assert not clean
        assert "F401" in text

    def test_awake_linter_is_believed(self):
        answers = {"canary": (1, "F401 unused"), "real": (0, "")}

        assert lint.judge(self.CHECK, run=lambda command: answers[command[0]])[0]


class TestRunOnAllProcessors:
    def test_the_whole_run_is_split(self):
        options = test_run.split_work([], processors=2)
        assert options[:2] == ["-n", "2"]
        assert test_run.split_work([], processors=16)[1] == str(test_run.MOST_WORKERS)

    def test_a_part_and_a_single_processor_are_not(self):
        assert test_run.split_work(["-k", "inquiry"], processors=8) == []
        assert test_run.split_work([], processors=1) == []

    def test_what_is_long_comes_first(self):
        assert test_run.test_paths([])[0] == "tests"
        assert "addons/sales_process/tests" in test_run.test_paths(["-k", "inquiry"])
        assert test_run.test_paths(["tests/tools/test_devenv.py"]) == []
