PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO_INDEX := .demo/index

.PHONY: install demo test lint check format openapi clean
.DELETE_ON_ERROR:

install: $(INSTALLED)  ## everything that the program and its tests need, into .venv

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	# torch by itself first: pip then takes the build that is pinned, and not a newer one for the others' sake.
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: install  ## index the samples and search them
	$(BIN)/bronwijzer index corpus/samples --index $(DEMO_INDEX)
	@echo; echo '== bronwijzer search "sociale basis" =='; echo
	@$(BIN)/bronwijzer search "sociale basis" -k 5 --index $(DEMO_INDEX)
	@echo; echo '== bronwijzer search "Wijk GGD" =='; echo
	@$(BIN)/bronwijzer search "Wijk GGD" -k 5 --index $(DEMO_INDEX)
	@echo
	@echo 'Zelf zoeken:      $(BIN)/bronwijzer search "schuldhulp bij jongeren" --index $(DEMO_INDEX)'
	@echo 'Zoekdienst start: $(BIN)/bronwijzer serve --index $(DEMO_INDEX)'
	@echo 'Daarna:           curl "http://127.0.0.1:8000/v1/search?q=sociale+basis"'

test: install  ## every test, with branch coverage
	$(BIN)/python -m pytest --cov --cov-report=term

lint: install  ## format, style, types and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## what CI runs

format: install  ## let ruff put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: install  ## the copy of the API's description that a test compares
	$(BIN)/python -c 'import json; from api.app import create_app; print(json.dumps(create_app(lambda: None).openapi(), indent=1, ensure_ascii=False))' > api/openapi.json

clean:  ## the environment and the demo
	rm -rf $(VENV) .demo .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
