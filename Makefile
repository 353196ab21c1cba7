# make chat | test | check | bench | screenshots | fix. Only `python3` (3.11 or newer) is needed; everything else goes into .venv.
PYTHON ?= python3
# Extra words for the one line that installs torch, such as --index-url of a build without CUDA.
TORCH_FLAGS ?=
BIN := .venv/bin
READY := .venv/.ready
SEEDS := .venv/seeds-index

.PHONY: chat test check lint bench screenshots fix

chat: $(READY)
	@$(BIN)/byline index add seeds/articles --index $(SEEDS)
	@$(BIN)/byline chat --index $(SEEDS)

test: $(READY)
	$(BIN)/python -m pytest --cov --cov-report=term

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# 100,000 passages take a minute and 1,000,000 a quarter of an hour: make bench SIZES="10000 100000 1000000"
SIZES ?= 10000
# JSON lines with a text, real passages to begin with and words to go on with; without any, those of the seeds.
ARTICLES ?=
bench: $(READY)
	$(BIN)/python -m evals.benchmark
	$(BIN)/python -m evals.scaling $(SIZES) $(if $(ARTICLES),--articles $(ARTICLES))

# Needs chromium: apt-get install chromium
screenshots: $(READY)
	$(BIN)/python -m tests.ui.screenshots docs/img

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch goes first and alone: asked for by another package, pip would take its newest build.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Byline needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -q $(TORCH_FLAGS) \
		$$(grep '^torch==' requirements.lock)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -q -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $(READY)
