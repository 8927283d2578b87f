PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO_INDEX := .demo/index
TESTS := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

ADR_RULES ?= https://static.developer.overheid.nl/adr/ruleset.yaml
RULES := .rules
MILVUS := .milvus

.PHONY: install demo test coverage lint milvus test-cluster attack rules check format openapi clean
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

test: install  ## every test, a process for each core
	$(TESTS)

coverage: install  ## the same with branch coverage, which takes more than twice as long
	$(TESTS) --cov --cov-report=term

lint: install  ## format, style, types and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

milvus: $(MILVUS)/.installed  ## a real Milvus for its tests: an old version, the only one with a server on PyPI

$(MILVUS)/.installed: Makefile
	$(PYTHON) -m venv $(MILVUS)
	$(MILVUS)/bin/python -m pip install --quiet --no-deps milvus==2.3.5 confluent-kafka==2.16.1
	$(MILVUS)/bin/python -c 'from milvus import _initialize_data_files as unpack; unpack("$(MILVUS)/server")'
	touch $@

test-cluster: install milvus  ## the tests of a cluster of Milvus, and of one on a full disk: minutes
	$(BIN)/python -m pytest -m cluster tests

attack: install  ## more than 20,000 requests of all kinds, each answer held to the API's description
	CONTRACT_EXAMPLES=1000 CONTRACT_PHASES=examples,coverage,fuzzing,stateful $(BIN)/python -m pytest -o faulthandler_timeout=0 tests/api/test_contract.py

# ADR_RULES=file:///... takes a copy. Whom to ask is a setting; here a name that is nobody's.
rules: install  ## the API's description by the Dutch API Design Rules, as who sets whom to ask would serve it
	mkdir -p $(RULES)
	curl --fail --location --silent --show-error --output $(RULES)/ruleset.yaml '$(ADR_RULES)'
	$(BIN)/python -c 'import json; from api.app import create_app; print(json.dumps(create_app(lambda: None, contact={"name": "Beheer", "email": "beheer@gemeente.example", "url": "https://gemeente.example"}).openapi()))' > $(RULES)/openapi.json
	npx --yes --package @stoplight/spectral-cli@6.16.3 spectral lint --ruleset $(RULES)/ruleset.yaml $(RULES)/openapi.json

check: lint test  ## what CI runs

format: install  ## let ruff put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: install  ## the copy of the API's description that a test compares
	$(BIN)/python -c 'import json; from api.app import create_app; print(json.dumps(create_app(lambda: None).openapi(), indent=1, ensure_ascii=False))' > api/openapi.json

clean:  ## the environment and the demo
	rm -rf $(VENV) $(RULES) $(MILVUS) .demo .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
