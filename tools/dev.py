"""The development environment: ``python tools/dev.py COMMAND`` (see Makefile)."""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.devenv.console import DevError

COMMANDS = {
    "run": "tools.devenv.server:run",
    "stop": "tools.devenv.server:stop",
    "db": "tools.devenv.commands_db:make_database",
    "shell": "tools.devenv.commands_db:shell",
    "test": "tools.devenv.test_run:run_tests",
    "lint": "tools.devenv.lint:lint",
    "format": "tools.devenv.lint:reformat",
    "bench": "tools.devenv.bench:bench",
    "clean": "tools.devenv.clean:clean",
}


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"Commands: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    module, _, function = COMMANDS[arguments[0]].partition(":")
    try:
        return getattr(importlib.import_module(module), function)() or 0
    except DevError as error:
        print(f"\nError: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the next run goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
