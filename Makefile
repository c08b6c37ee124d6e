PYTHON ?= python3
PORT ?= 8000
EXAMPLES ?= 2000
STEPS ?= 100
PROCESSES ?= 2
RUNS ?= 100
BENCHMARKS ?= passes purchases device_protocol pushes google scanner
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# One worker more than cores, since browsers and databases keep them waiting; four at most.
WORKERS := $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
PYTEST := $(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test test-long test-network mutants lint check coverage fmt bench golden tour constraints clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/installed-run ## Start the demonstration: brand, cards, phones, all on this machine
	$(BIN)/wallet-service demo --port $(PORT)

test: $(VENV)/installed-test ## Run the tests
	$(PYTEST) -q

test-long: $(VENV)/installed-test ## Search histories on which product and model differ: EXAMPLES=2000 STEPS=100 PROCESSES=2
	$(BIN)/python -m tests.histories.long_run --examples $(EXAMPLES) --steps $(STEPS) --processes $(PROCESSES)

test-network: $(VENV)/installed-test ## Buy at a scanner whose network fails: RUNS=100 PROCESSES=2; nothing lost, nothing twice
	NETWORK_RUNS=$(RUNS) $(BIN)/pytest -q --numprocesses=$(PROCESSES) -k 0_lost_0_twice tests/journeys/test_scanner_network.py

mutants: $(VENV)/installed-test ## Change the rules of the cards one by one and see whether their tests notice
	$(PIP_INSTALL) 'mutmut>=3.8'
	$(BIN)/mutmut run --max-children $(PROCESSES)

lint: $(VENV)/installed-test ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: $(VENV)/installed-test ## Lint and test side by side: what .ci/run runs
	$(MAKE) --jobs=2 lint test

coverage: $(VENV)/installed-test ## Test, and tell which lines and branches no test reaches
	$(PYTEST) -q --cov --cov-report=term

fmt: $(VENV)/installed-test ## Format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-test ## Measure passes, purchases, the device protocol, pushes, Google and the scanner here
	$(PIP_INSTALL) -e '.[benchmark]'
	broken=; for benchmark in $(BENCHMARKS); do \
	  $(BIN)/python -m benchmarks.$$benchmark || broken="$$broken $$benchmark"; \
	done; test -z "$$broken" || { echo "promises not kept:$$broken"; exit 1; }

golden: $(VENV)/installed-test ## Rewrite the golden files of the tests; read the diff afterwards
	GOLDEN=rewrite $(BIN)/pytest -q tests/passes

tour: $(VENV)/installed-test ## Draw the picture tour of docs/tour again
	$(BIN)/python -m tests.tour

constraints: $(VENV)/installed-test ## Upgrade all dependencies and write their versions to constraints.txt
	$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager -e '.[postgres,test,dev,benchmark]'
	$(BIN)/python -m tools.constraints > constraints.new
	mv constraints.new constraints.txt

clean: ## Remove caches and build results; the environment and data/ stay
	rm -rf build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find wallet_service tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's Python may lack ensurepip; the pip beside it fills the environment then.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 || { \
	  $(PYTHON) -m venv --without-pip --clear $(VENV) >>$(VENV).log 2>&1 && \
	  $(PYTHON) -m pip --quiet --python $(BIN)/python install pip >>$(VENV).log 2>&1; \
	} || { cat $(VENV).log; rm -rf $(VENV) $(VENV).log; exit 1; }
	@rm -f $(VENV).log

$(VENV)/installed-run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) -e '.[postgres,test,dev]'
	@touch $@ $(VENV)/installed-run
