# Two commands do everything on a machine with Python 3.11 or newer, git and make:
#   make demo   a realistic county, from Excel files to the sheets, in ./demo-county
#   make test   lint, types, tests
# All of it lives in .venv. A stamp in it says that the locked versions are installed, so a second run starts at once.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
WHEELS := $(VENV)/wheels
STUDENTS ?= 20000
COUNTY ?= demo-county
PYTEST_ARGS ?= -n auto --dist loadgroup
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help demo test test-long benchmark lock clean

help:
	@echo "make demo       builds a county of $(STUDENTS) students in $(COUNTY) and runs a term on it"
	@echo "make test       lint, types and tests; says what it skipped and why"
	@echo "make benchmark  measures, and prints ratios to the floor"
	@echo "make lock       writes requirements/*.lock anew (needs uv)"
	@echo "make clean      removes .venv and $(COUNTY)"

demo: $(VENV)/run.stamp
	$(BIN)/aid-ledger demo $(COUNTY) --students $(STUDENTS)

test: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -rsfE $(PYTEST_ARGS)

test-long: $(VENV)/dev.stamp
	AID_LEDGER_LONG=1 AID_LEDGER_TAMPERS=1000 $(BIN)/python -m pytest -rsfE $(PYTEST_ARGS)

benchmark: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	@for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "aid-ledger needs Python 3.11 or newer, and none was found: install it, then run make again" >&2; exit 1; \
	fi; \
	echo "making $(VENV) with $$python"; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "python could not make a virtual environment: on Debian and Ubuntu install python3-venv" >&2; exit 1; }

# The wheels are kept: the packaging test installs from them, without a network.
$(VENV)/run.stamp: requirements/run.lock requirements/build.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing the locked versions (about a minute the first time)"
	@$(PIP) download --only-binary :all: --dest $(WHEELS) -r requirements/run.lock
	@$(PIP) install --no-index --find-links $(WHEELS) -r requirements/run.lock
	@$(PIP) install --only-binary :all: -r requirements/build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.lock
	@echo "installing the tools for tests"
	@$(PIP) install --only-binary :all: -r requirements/dev.lock
	@touch $@

LOCK := uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
lock:
	$(LOCK) pyproject.toml --group dev --extra postgresql -o requirements/dev.lock
	$(LOCK) pyproject.toml -c requirements/dev.lock -o requirements/run.lock
	$(LOCK) --group build -c requirements/dev.lock -o requirements/build.lock

clean:
	rm -rf $(VENV) $(COUNTY)
