# Each command sets up whatever is missing and is quick when nothing is.
#
#   make run                     Odoo with the demo company on 127.0.0.1:8069
#   make run PORT=8070           ... on another port
#   make test                    all tests          make test ARGS="-k inquiry"
#   make lint                    all linters        make format: apply formatters
#   make bench                   ratios to core     make bench ARGS=order_confirm
#   make db DB=name DEMO=0       another database   FRESH=1: make it anew
#   make shell DB=name < s.py    an Odoo shell fed from standard input
#   make stop                    servers and PostgreSQL of this checkout
#   make clean                   remove its databases; ALL=1: the caches as well
#
# PYTHON=/path/to/python3.12 and ODOO_HOME=/path/to/odoo-19 (a source checkout)
# choose what is used.

# any Python 3 starts the tools; which one runs Odoo is their choice
STARTER := $(shell for p in $(PYTHON) python3.12 python3.11 python3; do \
	"$$p" -c "import sys; sys.exit(sys.version_info < (3, 9))" 2>/dev/null \
	&& { echo "$$p"; break; }; done)

export ALL ARGS DB DEMO FRESH ODOO_HOME PORT PYTHON

COMMANDS := run test lint format bench db shell stop clean

.PHONY: help $(COMMANDS)

help:
	@sed -n '/^#   make/s/^# //p' $(firstword $(MAKEFILE_LIST))

$(COMMANDS):
	@test -n "$(STARTER)" || { echo "Python 3.11 or 3.12 is needed." >&2; exit 1; }
	@exec "$(STARTER)" tools/dev.py $@
