# Two commands matter: `make run` and `make test`. Both install into .venv what requirements.lock pins.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

MODELS := tasks/annotation/models
TRAIN_BIN := .venv-train/bin
TAGGER := $(TRAIN_BIN)/python -m tasks.annotation.training
TRAIN_MINUTES ?= 125
DISTILL_MINUTES ?= 40
# Another annotator to stand beside ours; left out, with a line, where it is not installed.
SPACY ?= spacy:en_core_web_sm

.DEFAULT_GOAL := help
.PHONY: help install run test test-world check fix lock docs golden bench evaluate-text evaluate-annotation endure fuzz train clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Install into .venv (pinned, with hashes)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: install ## One night on the embedded demo newsroom, and what came out
	$(BIN)/dateline run --date 2026-11-20

test: install ## The tests
	$(BIN)/python -m pytest

test-world: install ## The world of 200 hosts and 10,000 pages; the everyday tests visit 40 and 800
	$(BIN)/python -m pytest tests/world --full-world

check: install ## Lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: install ## Format, and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Resolve the dependencies anew into requirements.lock, for every Python from 3.11
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet "uv>=0.9"
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --extra dev --output-file requirements.lock pyproject.toml

docs: install ## Write docs/tables.md and docs/sql-cookbook.md from the contracts and examples
	$(BIN)/python -m warehouse.describe

golden: install ## Rewrite the golden files; read their diff as data
	$(BIN)/python -m pytest tests/golden --write-golden

bench: install ## Speeds: fetching, extraction, annotation, warehouse
	$(BIN)/python tests/speed/bench_fetching.py
	$(BIN)/python tests/speed/bench_page_cost.py
	$(BIN)/python tests/speed/bench_warehouse.py

evaluate-text: install ## Text and metadata beside trafilatura, memory, near duplicates, on DATELINE_DATA
	$(BIN)/python tests/evaluation/evaluate_text.py
	$(BIN)/python tests/evaluation/evaluate_endurance.py --pages 600 --every 200
	$(BIN)/python tests/evaluation/evaluate_near_duplicates.py

endure: install ## Ten thousand pages of DATELINE_DATA through extraction: memory, slowest page, lines
	$(BIN)/python tests/evaluation/evaluate_endurance.py

fuzz: install ## An hour of damaged pages through extraction
	$(BIN)/python tests/evaluation/fuzz_extraction.py --minutes 60

evaluate-annotation: install ## Entities and claims, on DATELINE_DATA
	$(BIN)/python -m tasks.annotation.training evaluate
	$(BIN)/python tests/evaluation/compare_annotators.py default speed $(SPACY)
	$(BIN)/python tests/evaluation/evaluate_annotation_newsroom.py

train: ## Make both taggers anew from DATELINE_DATA, in an environment of their own (three hours on two cores)
	$(PYTHON) -m venv .venv-train
	$(TRAIN_BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(TRAIN_BIN)/python -m pip install --quiet --no-build-isolation --editable ".[train]"
	$(TAGGER) train --epochs 20 --minutes $(TRAIN_MINUTES)
	$(TAGGER) distill --epochs 20 --minutes $(DISTILL_MINUTES)
	$(TAGGER) export
	$(TAGGER) export --folder build/tagger-speed --model $(MODELS)/speed
	$(TAGGER) calibrate
	$(TAGGER) calibrate --model $(MODELS)/speed

clean: ## Remove the environment and the demo's data
	rm -rf .venv .venv-train .venv-lock dateline-data
