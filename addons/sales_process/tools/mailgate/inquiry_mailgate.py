#!/usr/bin/env python3
"""Hands a letter from the mail server over to Odoo, byte for byte.

A pipe transport calls it with the letter on standard input:

    /etc/aliases:   sales: "|/opt/odoo/inquiry_mailgate.py -c /etc/inquiry_mailgate.ini"

The file (readable by the mail server's user only) says where Odoo is; each value may
come from the environment instead (INQUIRY_MAILGATE_URL, ..._DATABASE, ..._LOGIN,
..._API_KEY, ..._MODEL, ..._TIMEOUT):

    [odoo]
    url = https://erp.example.com
    database = production
    login = mailgate
    api_key = ...
    model = sales.inquiry
    timeout = 60

The exit code tells the mail server what to do (sysexits.h): 0 the letter is taken;
75 try again later (Odoo is down or busy, whatever else went wrong); 77 Odoo does not
know the login or the key; 78 the settings are wrong. It needs nothing but Python.
"""

import argparse
import configparser
import os
import ssl
import sys
import urllib.parse
import xmlrpc.client

EX_OK = 0
EX_USAGE = 64
EX_TEMPFAIL = 75
EX_NOPERM = 77
EX_CONFIG = 78

REQUIRED = ("url", "database", "login", "api_key")
DEFAULTS = {"model": "sales.inquiry", "timeout": "60"}
ACCESS_DENIED = 3  # fault code of Odoo's XML-RPC


class ConfigError(Exception):
    """The settings do not say where Odoo is and who calls it."""


class PermissionDeniedError(Exception):
    """Odoo does not let this login in, or not do that."""


class _Timeout:
    """A connection that does not wait for ever."""

    def __init__(self, *args, timeout=None, **options):
        super().__init__(*args, **options)
        self.timeout = timeout

    def make_connection(self, host):
        connection = super().make_connection(host)
        connection.timeout = self.timeout
        return connection


class Transport(_Timeout, xmlrpc.client.Transport):
    pass


class SafeTransport(_Timeout, xmlrpc.client.SafeTransport):
    pass


def main(arguments=None):
    """Deliver the letter of standard input; return the exit code."""
    options = parse_arguments(arguments)
    settings = {}
    try:
        settings = read_settings(options.config, os.environ)
        deliver(sys.stdin.buffer.read(), settings)
    except ConfigError as error:
        return fail(EX_CONFIG, error, settings)
    except PermissionDeniedError as error:
        return fail(EX_NOPERM, error, settings)
    except Exception as error:  # noqa: BLE001 a letter must never bounce: try later
        return fail(EX_TEMPFAIL, error, settings)
    return EX_OK


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Hand a letter over to Odoo.")
    parser.add_argument("-c", "--config", help="settings file, section [odoo]")
    return parser.parse_args(arguments)


def read_settings(path, environ):
    """Return the settings of the file, then of the environment.

    :raises ConfigError: the file cannot be read or something is missing
    """
    settings = dict(DEFAULTS)
    if path:
        parser = configparser.ConfigParser(interpolation=None)
        try:
            with open(path, encoding="utf-8") as file:
                parser.read_file(file)
            settings.update(parser["odoo"])
        except (OSError, KeyError, configparser.Error) as error:
            raise ConfigError(f"{path}: {type(error).__name__}") from error
    for name in (*REQUIRED, *DEFAULTS):
        value = environ.get(f"INQUIRY_MAILGATE_{name.upper()}")
        if value:
            settings[name] = value
    missing = [name for name in REQUIRED if not settings.get(name)]
    if missing:
        raise ConfigError(f"missing: {', '.join(missing)}")
    if urllib.parse.urlsplit(settings["url"]).scheme not in ("http", "https"):
        raise ConfigError("url must begin with http:// or https://")
    if not settings["timeout"].isdigit():
        raise ConfigError("timeout must be a number of seconds")
    return settings


def deliver(raw, settings):
    """Give the bytes to Odoo's mail gateway.

    :raises PermissionDeniedError: wrong login or key, or no right to do it
    :raises OSError: Odoo could not take the letter, try again later
    """
    key = (settings["database"], settings["login"], settings["api_key"])
    try:
        uid = connect(settings, "common").authenticate(*key, {})
        if not uid:
            raise PermissionDeniedError("Odoo refuses the login or the API key")
        connect(settings, "object").execute_kw(
            settings["database"],
            uid,
            settings["api_key"],
            "mail.thread",
            "message_process",
            [settings["model"], xmlrpc.client.Binary(raw)],
        )
    except xmlrpc.client.Fault as fault:
        if is_denied(fault):
            raise PermissionDeniedError("Odoo denies the access") from fault
        # the last line of a traceback says what it was
        lines = str(fault.faultString).strip().splitlines() or ["fault"]
        raise OSError(lines[-1]) from fault


def is_denied(fault):
    text = str(fault.faultString)
    return fault.faultCode == ACCESS_DENIED or "AccessDenied" in text


def connect(settings, service):
    url = f"{settings['url'].rstrip('/')}/xmlrpc/2/{service}"
    is_safe = url.startswith("https:")
    kind = SafeTransport if is_safe else Transport
    options = {"context": ssl.create_default_context()} if is_safe else {}
    transport = kind(timeout=int(settings["timeout"]), **options)
    return xmlrpc.client.ServerProxy(url, transport=transport, allow_none=True)


def fail(code, error, settings):
    """Say what went wrong, without secrets, and return the exit code."""
    text = f"{type(error).__name__}: {error}"
    for secret in (settings.get("api_key"), settings.get("login")):
        if secret:
            text = text.replace(secret, "***")
    sys.stderr.write(f"inquiry_mailgate: {text[:500]}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
