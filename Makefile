# The only entrance. `make run` and `make test` set up by themselves; everything else is named here.
IS_NEW = -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do if $$one $(IS_NEW); then echo $$one; exit; fi; done; echo python3)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE :=  # what was compiled once is kept: each test run starts some dozens of processes
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

.PHONY: help setup dev run test test-simulations test-long test-postgres interop check bench lock clean

help:
	@echo "make run            set up if needed, then serve on 127.0.0.1:$(PORT)"
	@echo "make test           set up if needed, then run the tests (under six minutes)"
	@echo "make check          style, types, import contracts, templates, migrations, curriculum, docs"
	@echo "make bench          CPU time, queries and bytes of the pages that matter; a change at 5,000 people"
	@echo "make test-simulations  people and answers made up by the hundred, laws tried on worlds drawn by lot"
	@echo "make test-long      kills, simulations, long properties, and every journey, on both stores"
	@echo "make test-postgres  the same tests on a private, throw-away PostgreSQL"
	@echo "make interop        hand our badges and calendars to readers that know nothing of us (needs Node)"

setup: $(VENV)/.app

dev: $(VENV)/.ok

$(VENV)/bin/python:
	$(if $(shell command -v $(PYTHON) 2>/dev/null),,$(error Python is not here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3))
	$(if $(shell $(PYTHON) $(IS_NEW) && echo new),,$(error This Python is too old: Whetstone needs 3.11 or newer. Name one: make PYTHON=/path/to/python3.12))
	$(if $(shell $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null && echo there),,$(error Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv))
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements/app.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (one to two minutes, once)"
	@$(PIP) --require-hashes -r requirements/app.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/whetstone assets --quiet
	@touch $@

$(VENV)/.ok: requirements/dev.lock $(VENV)/.app
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

run: setup
	@$(BIN)/whetstone run --port $(PORT)

test: dev
	@$(BIN)/whetstone assets --quiet
	@$(BIN)/python -m pytest -n 4 -q

test-simulations: dev
	@$(BIN)/python -m pytest -n 4 -q -m "simulation and not long"

test-long: dev
	@$(BIN)/whetstone assets --quiet
	@$(BIN)/python -m pytest -q -m "long or simulation"
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/with-postgres $(BIN)/python -m pytest -n 4 -q -m "simulation and not long" tests/apps
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/with-postgres $(BIN)/python -m pytest -n 4 -q -m "long or not long" tests/journeys

# Every test that can meet a store; those of core, curriculum, docs, formats and interop have none, and ran in `make test`.
# Of tests/web, those that ask the store. Of the journeys, the whole loop: the others walk pages whose tests are in tests/apps, and come in `make test-long`.
WITH_A_STORE := tests/apps tests/config tests/web/test_prepared.py tests/web/test_setwise.py tests/web/fetching tests/journeys/test_loop.py

test-postgres: dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/with-postgres $(BIN)/python -m pytest -n 4 -q $(WITH_A_STORE)

interop: dev
	@cd tests/interop && npm ci --ignore-scripts --silent --no-audit --no-fund
	@test -x $(VENV)/calendars/bin/python || $(BIN)/python -m venv $(VENV)/calendars
	@$(VENV)/calendars/bin/python -m pip install -q --require-hashes -r requirements/calendars.lock
	@WHETSTONE_CALENDAR_PYTHON=$(abspath $(VENV))/calendars/bin/python $(BIN)/python -m pytest -q tests/interop

check: dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/check

bench: dev
	@$(BIN)/whetstone assets --quiet
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.ripple

lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/app.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements/app.lock -o requirements/dev.lock
	uv pip compile requirements/peers.in --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements/app.lock -c requirements/dev.lock -o requirements/peers.lock
	uv pip compile requirements/cpsat.in --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements/app.lock -c requirements/dev.lock -o requirements/cpsat.lock
	uv pip compile requirements/calendars.in --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements/app.lock -c requirements/dev.lock -o requirements/calendars.lock

clean:
	rm -rf $(VENV) var src/whetstone/web/static/built
