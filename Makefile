# `make run` opens the monitor, `make test` runs the tests: each sets up what it needs first.
# `make check` adds formatting, lint, types and the layout's rules; `make bench` measures.

VENV := .venv
BIN := $(VENV)/bin
# The newest that runs: a version manager may offer a name that does not.
PYTHON ?= $(or $(shell for v in 3.14 3.13 3.12 3.11; do python$$v -c '' 2>/dev/null && echo python$$v && break; done),python3)
UV ?= uv
COMPILE = $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

.PHONY: run demo test check bench validate soak setup clean lock format

run: $(VENV)/.installed
	@$(BIN)/debtwatch

demo: $(VENV)/.installed
	@$(BIN)/debtwatch demo

test: $(VENV)/.tools
	@$(BIN)/python -m pytest -q

check: $(VENV)/.tools
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q

bench: $(VENV)/.tools
	@$(BIN)/python -m benchmarks

# Published worked examples of bond arithmetic and of the explosiveness test, beside ours.
validate: $(VENV)/.installed
	@$(BIN)/python tests/worked_examples.py
	@$(BIN)/python tests/explosive_examples.py

soak: $(VENV)/.tools
	@DEBTWATCH_SOAK_MINUTES=$${MINUTES:-60} $(BIN)/python -m pytest -q -m soak tests

format: $(VENV)/.tools
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/ruff check --fix src tests benchmarks

lock:
	printf 'hatchling==1.33.0\n' | $(COMPILE) pyproject.toml - -o requirements.txt
	printf 'hatchling==1.33.0\n' | $(COMPILE) --group dev pyproject.toml - -o requirements-dev.txt

setup: $(VENV)/.installed

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "debtwatch needs Python 3.11 or newer; found: $$("$(PYTHON)" --version 2>&1). Install one, or: make run PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
	  echo "python could not make a virtual environment: on Debian and Ubuntu install the package python3-venv (or python3.11-venv), on Fedora python3-libs, then run make again"; exit 1; }

SOURCES := $(shell find src config fixtures -type f -not -name '*.pyc' | sed 's/ /\\ /g') pyproject.toml README.md

$(VENV)/.requirements: requirements.txt | $(VENV)/bin/python
	@echo "setting up: installing pinned packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.requirements $(SOURCES)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed requirements-dev.txt
	@cmp -s requirements-dev.txt $(VENV)/.tools || { echo "setting up: installing the test tools into $(VENV)"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt; }
	@cp requirements-dev.txt $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
