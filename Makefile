# The verbs of the house. `make help` lists them; each makes .venv from the lock file if it is not there.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

.venv/.done: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install it (python3.11) and call make again."; exit 1; }
	@echo "Making .venv with $(PYTHON) from requirements.lock ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --require-hashes -r requirements.lock --progress-bar on || { echo "The packages could not be fetched: check the network and pip's settings, then call make again."; exit 1; }
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/.done ## a harvest that one commune cannot fill, played on a real stack
	@$(BIN)/mesa demo

up: .venv/.done ## Kafka, PostgreSQL and the four services on this machine
	@$(BIN)/mesa up

down: .venv/.done ## stop what `make up` started
	@$(BIN)/mesa down

test: lint ## everything that must hold, on two cores: each half starts servers of its own
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-one-half test-other-half

ONE_HALF := tests/real/services tests/real/bus
test-one-half:
	$(BIN)/pytest $(ONE_HALF)

test-other-half:
	$(BIN)/pytest tests -m "not slow" --ignore tests/bench $(addprefix --ignore ,$(ONE_HALF))

slow: .venv/.done ## a storm over two replicas of everything, and the drill of a restore: three minutes
	$(BIN)/pytest tests -m slow

REQUESTS ?= 20000
SEED ?= 1
fuzz: .venv/.done ## REQUESTS=20000 drawn from the services' own descriptions by SEED=1, at their real doors: ten minutes
	@$(BIN)/python -m tests.real.unkind.fuzz $(REQUESTS) $(SEED)

naughty: .venv/.done ## every string that breaks programs in every text of every request, at real doors
	@$(BIN)/python -m tests.real.unkind.sending

unit: .venv/.done ## the fast tests, with few random examples and no whole tables: `make test` has them all
	$(BIN)/pytest tests/unit tests/contracts tests/conformance -q --hypothesis-profile light

lint: .venv/.done ## ruff, mypy strict, the three floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: .venv/.done ## the README's pictures anew, and those that drawings are held against: look at them
	MESA_RENEW_PICTURES=1 $(BIN)/pytest -q tests/real/services/test_pictures.py tests/real/services/test_board_everywhere.py

bench: .venv/.done ## the figures, on the real stack
	@$(BIN)/mesa bench

lock: .venv/.done ## the lock file, from pyproject.toml
	PIP_FIND_LINKS= $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --extra machine --extra dev -o requirements.lock
	PIP_FIND_LINKS= $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --extra operator -c requirements.lock \
	  -o deploy/image.lock

clean: ## .venv and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: help demo slow fuzz naughty test test-one-half test-other-half unit lint up down bench lock clean
