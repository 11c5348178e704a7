# Two commands: `make run` opens the window, `make test` runs every test. Both do all the set-up,
# in .venv, once. `make help` names the others.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test lint types check

help: ## name the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: $(VENV)/ready ## open the window
	@$(BIN)/desk-access

test: $(VENV)/ready ## every test, without a screen
	$(BIN)/python -m pytest -q

lint: $(VENV)/ready ## style and form
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/ready ## the strict type check
	$(BIN)/mypy

check: lint types test ## everything before a commit
