"""Odoo configuration files of this checkout, made from the project's odoo.conf."""

import configparser
import os
import socket

from .paths import ADDONS, LOCAL, PROJECT, local_folder
from .postgres import ROLE

HEADER = "# made from odoo.conf by tools/devenv/config.py: changes here are lost\n"


def overridden(text, settings):
    """Return a configuration text with some settings replaced."""
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    for key, value in settings.items():
        parser.set("options", key, str(value))
    lines = [f"{key} = {value}" for key, value in sorted(parser.items("options"))]
    return HEADER + "[options]\n" + "\n".join(lines) + "\n"


def data_folder(profile):
    """Return where the files of a cluster's databases are kept."""
    return local_folder(f"data-{profile}")


def write_config(name, cluster, odoo, **settings):
    """Write ``.local/<name>.conf`` and return its path."""
    addons = [*odoo.addons, ADDONS]
    settings = {
        "addons_path": ",".join(str(folder) for folder in addons),
        "data_dir": data_folder(cluster.profile),
        "db_host": cluster.socket,
        "db_user": ROLE,
        "http_interface": "127.0.0.1",
        "pg_path": cluster.program("psql").parent,
        "proxy_mode": "False",
        "workers": 0,
        **settings,
    }
    path = LOCAL / f"{name}.conf"
    making = path.with_suffix(".making")
    making.write_text(overridden((PROJECT / "odoo.conf").read_text(), settings))
    os.replace(making, path)
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
