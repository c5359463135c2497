# `make help` says what can be done. Everything happens in .venv; nothing is installed elsewhere
# but, for `make test`, the system's Chromium.

PYTHON ?= python3
PORT ?= 8000
TEXTS ?= 20000
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help

help: ## Say what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: install ## A made-up school on this machine: parents' phones, the office, a teacher
	@$(BIN)/portal demo --port $(PORT)

run: install ## The real thing: web server and text worker (after `portal setup`)
	@$(BIN)/portal run --port $(PORT)

test: install-dev browser ## All tests but the longest walks, on SQLite and PostgreSQL, with a browser
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check . && $(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 $(ARGS)

walk: install-dev browser ## Every screen, and every page of parents in every language, by a browser
	@$(BIN)/python -m pytest -n 2 --walk tests/browser tests/flows/test_every_language.py

torture: install-dev ## 20,000 texts, two workers killed 500 times, a carrier on its worst day
	@$(BIN)/python -m pytest -s --torture $(TEXTS) -k longer_ordeal tests/sms/test_two_workers.py

bench: install-dev ## Measure journeys, weight and memory; writes bench/README.md
	@$(BIN)/python -m bench

messages: install-dev ## Collect the words for translation and bring the catalogues up to date
	@$(BIN)/portal messages

install: $(STAMP)

$(STAMP): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "This needs Python 3.11 or newer: install it, or say PYTHON=/path/to/python3"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv \
	  || { echo "Cannot make .venv here: the folder must be writable (on Debian also: apt install python3-venv)"; exit 1; }
	@echo "Installing into .venv ..."
	@$(BIN)/pip install -q --disable-pip-version-check -c requirements.txt -e .
	@touch $(STAMP)

install-dev: install .venv/.installed-dev

.venv/.installed-dev: $(STAMP)
	@$(BIN)/pip install -q --disable-pip-version-check -c requirements.txt -e '.[dev]'
	@touch $@

browser: ## Chromium and fonts by the system's package manager, when it may
	@sh .ci/browser

clean: ## Forget the environment and the demo's data
	@rm -rf .venv instance/demo

.PHONY: help demo run test walk torture bench messages install install-dev browser clean
