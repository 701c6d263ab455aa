# Needs make and Python 3.11 or later, nothing else: each target installs what it needs into .venv first.
# A second run installs nothing, unless the locks, pyproject.toml or the version have changed.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

LOCK := .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

SUDO := $(if $(filter-out 0,$(shell id -u)),sudo -n)

# What make test-system needs beside Python: a command, and the package of Debian that brings it.
SYSTEM := chromium=chromium pdftotext=poppler-utils lowriter=libreoffice-writer localc=libreoffice-calc

SAMPLE := data/case-14/plan.txt
PLAN ?= $(SAMPLE)
ifeq ($(PLAN),$(SAMPLE))
AS_OF ?= 2010-07-31
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help audit test test-system bench measure mutants foreign prove docs lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

audit: .venv/run.stamp ## audit the sample plan; another with PLAN=FILE AS_OF=DATE
	@$(BIN)/scrgraph audit '$(PLAN)' --fail-on never $(if $(AS_OF),--as-of '$(AS_OF)')

test: .venv/dev.stamp ## run every check that needs only Python
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(wildcard scrgraph tests benchmarks tools)
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal

test-system: .venv/dev.stamp .venv-crate/stamp ## run the checks that need a browser or an office suite, too; installs them where apt-get can
	@for each in $(SYSTEM); do command -v $${each%%=*} >/dev/null || missing="$$missing $${each#*=}"; done; \
	test -z "$$missing" || { \
		echo "Installing$$missing ..." >&2; \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null 2>&1; } || { \
		echo "make test-system needs$$missing, and they cannot be installed here: install them by hand." >&2; \
		exit 1; }
	$(BIN)/python -m pytest -q -m system tests/system

bench: .venv/run.stamp ## measure, and print the figures
	$(BIN)/python -m benchmarks

measure: .venv/run.stamp ## measure how often the rules are right, and print the figures
	@$(BIN)/python -m tools.measure

mutants: .venv/run.stamp ## change the rules step by step, and print which changes no case catches
	@$(BIN)/scrgraph rules test core --mutants

foreign: .venv/run.stamp ## take the foreign documents of tests/foreign out of clones of their repositories; CLONES=FOLDER
	@$(BIN)/python -m tools.foreign $(CLONES)

prove: .venv/meaning.stamp ## run the long proofs
	SCRGRAPH_RECORD=1 $(BIN)/python -m pytest -q -m proof

docs: .venv/run.stamp ## rewrite the tables and pages that are made from data
	$(BIN)/python tools/docs.py

lock: .venv-lock/bin/uv ## remake the locks from pyproject.toml; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml --extra dev --group build -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	$(LOCK) --group build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) requirements/crate.in -o requirements/crate.txt

clean: ## remove all that make has made, .venv too
	rm -rf .venv .venv-crate .venv-lock .cache build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '$(PYTHON) is missing or older than Python 3.11. Name another: make PYTHON=python3.11 ...' >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# The locks hold every package with its hash; build.txt comes first, for what is built here.
.venv/run.stamp: requirements/build.txt requirements/run.txt pyproject.toml scrgraph/__init__.py | .venv/bin/python
	@echo 'Installing scrgraph and what it needs into .venv ...' >&2
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo 'Installing what the checks need into .venv ...' >&2
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

# The model by which lessons are proved, too. Not locked: which build of its library fits is for each machine to choose.
.venv/meaning.stamp: .venv/dev.stamp
	@echo 'Installing the model of language, a gigabyte or more, into .venv ...' >&2
	@$(PIP) install --no-build-isolation -e '.[meaning]'
	@touch $@

# What validates packages as RO-Crates: in a place of its own, since it asks for other releases of what scrgraph needs.
.venv-crate/stamp: requirements/crate.txt
	@$(PYTHON) -m venv .venv-crate
	@.venv-crate/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/crate.txt
	@touch $@

.venv-lock/bin/uv:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check -qq install 'uv>=0.9'
