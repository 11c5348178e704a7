# Two commands: `make run` opens the window, `make test` runs every test. Both do all the set-up,
# in .venv, once. `make help` names the others. ARGS are passed on.

BIN := .venv/bin
READY := .venv/ready
TRAINER := .venv/trainer-ready

# The lock is for every platform and Python from 3.11 on; --no-emit-index-url keeps it free of addresses.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml

.PHONY: help run train trainer test test-without-qt lint types check lock cuda clean

help: ## name the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml setup.py scripts/setup
	@scripts/setup

$(TRAINER): $(READY) requirements-trainer.lock scripts/setup-trainer
	@scripts/setup-trainer

run: $(READY) ## open the window
	@$(BIN)/python scripts/system_packages.py run
	@$(BIN)/python -m desk_access $(ARGS)

trainer: $(TRAINER) ## add what the trainer needs (torch and more)

train: $(TRAINER) ## run the trainer; ARGS says what, `make train` alone lists it
	@$(BIN)/python -m trainer $(ARGS)

# Tests that need models skip where these cannot be fetched, and say so.
ready-to-test: $(READY) # what the system must bring, and the model files
	@$(BIN)/python scripts/system_packages.py test
	@$(BIN)/python -m desk_access models sync sface-2021dec || true

# The trainer's tests are among them, so its libraries are needed. The application never needs them.
test: $(TRAINER) ready-to-test ## run every test, without a screen
	$(BIN)/python -m pytest -q $(ARGS)

# Without the trainer's tests too: the trainer has no window whose absence they could prove.
test-without-qt: $(READY) ready-to-test ## run what needs no window, with PySide6 out of reach
	PYTHONPATH=tests/without_qt $(BIN)/python -m pytest -q -p no:pytest-qt --ignore=tests/gui --ignore=tests/trainer -m "not slow" $(ARGS)

lint: $(READY) ## check style and form
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(TRAINER) ## check types, strictly
	$(BIN)/python -m mypy

check: lint types test test-without-qt ## run all of these before a commit

bench-exports: $(READY) ## print how long a month of 1,000 and 10,000 people takes as a file
	@$(BIN)/python -m tests.benchmarks.exports $(ARGS)

bench-audit: $(READY) ## print what a punch and an audit of 100,000 and 1,000,000 punches take
	@$(BIN)/python -m tests.benchmarks.audit $(ARGS)

bench-fuzz: $(READY) ## give 100,000 broken files to their readers; ARGS="--inputs 2000" for fewer
	@$(BIN)/python -m tests.benchmarks.fuzz --inputs 100000 $(ARGS)

bench-timesheet: $(READY) ## print how long timesheets of 100, 1,000 and 10,000 people take
	@$(BIN)/python -m tests.benchmarks.timesheet $(ARGS)

bench-hours-oracle: $(READY) ## count 60,000 random cases of hours twice: by the engine, and minute by minute
	@$(BIN)/python -m tests.benchmarks.hours_oracle $(ARGS)

bench-faults: $(READY) ## kill it 200 times, lock its database, fill its disk: what is lost (half an hour)
	@$(BIN)/python -m tests.benchmarks.faults $(ARGS)

cuda: $(READY) ## add CUDA 13 and cuDNN 9 for an NVIDIA GPU (1.3 GB)
	$(BIN)/python -m pip install --require-hashes --only-binary :all: -r requirements-cuda.lock

# PyTorch's CPU builds for Linux have an index of their own. UV_DEFAULT_INDEX names it and UV_INDEX
# the usual one, which comes first, so that all the rest still comes from there.
lock: ## resolve the dependencies anew (needs uv and PyTorch's index: see the Makefile)
	$(LOCK) --extra dev --upgrade -o requirements.lock
	$(LOCK) --extra dev --extra cuda -c requirements.lock -o requirements-cuda.lock
	$(LOCK) --extra dev --extra trainer --upgrade --index-strategy unsafe-best-match \
		-c requirements.lock -o requirements-trainer.lock

clean: ## remove what the set-up made
	rm -rf .venv build dist *.egg-info
