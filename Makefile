# `make run` and `make test` install all they need on a fresh machine (Python 3.11, Node 20, gcc, make).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
DATA_DIR ?= $(HOME)/.local/share/rotkehlchen
PORT ?= 4242
DEMO_PORT ?= 4243
# npm must not run packages' install scripts: nothing here needs one.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# Electron's binary is not in its package; its own installer fetches it, with checksums, and only `make desktop` asks it to.
ELECTRON := electron-app/node_modules/electron
BINARY := dist/backend/rotkehlchen

.PHONY: binary demo desktop help setup setup-run run test test-python test-client test-browser test-shell check bench conformance fuzz screenshots new client openapi requirements clean

help:
	@echo 'make run          install what is needed and start the application'
	@echo 'make demo         a made-up portfolio on a local chain, to look around in; nothing of yours is touched'
	@echo 'make desktop      the same in a window of its own; fetches Electron the first time'
	@echo 'make test         install what is needed and run every check and test'
	@echo 'make binary       the backend with its own Python and the client in dist/backend, for installers'
	@echo 'make check        linters, types, import directions, integration folders'
	@echo 'make bench        figures of docs/benchmarks.md'
	@echo 'make fuzz         fifty times as many generated requests as make test sends'
	@echo 'make conformance  checks against the reference data beside the project, where it is found'
	@echo 'make new kind=chain id=acme   a new integration folder with its tests'

# ------------------------------------------------------------------ installing
$(STAMPS):
	@mkdir -p $(STAMPS)

$(STAMPS)/python: requirements.txt | $(STAMPS)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/python-demo: requirements-demo.txt $(STAMPS)/python | $(STAMPS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.txt
	@touch $@

$(STAMPS)/python-dev: requirements-dev.txt $(STAMPS)/python | $(STAMPS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(STAMPS)/python-package: requirements-package.txt $(STAMPS)/python | $(STAMPS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-package.txt
	@touch $@

$(STAMPS)/frontend: frontend/package-lock.json | $(STAMPS)
	cd frontend && $(NPM_CI)
	@touch $@

$(STAMPS)/shell-packages: electron-app/package-lock.json | $(STAMPS)
	cd electron-app && $(NPM_CI)
	@touch $@

$(STAMPS)/shell: $(STAMPS)/shell-packages $(shell find electron-app/src electron-app/scripts electron-app/assets electron-app/package.json -type f 2>/dev/null) $(wildcard rotkehlchen/integrations/*/*/manifest.toml) | $(STAMPS)
	cd electron-app && npm run --silent build
	@touch $@

$(STAMPS)/demo-node: demo/node/package-lock.json | $(STAMPS)
	cd demo/node && $(NPM_CI)
	@touch $@

# Chromium draws the browser tests; age, the reference tool of the backup format, reads our backups back; the binary takes Python's library along.
HAS_LIBRARY := import ctypes.util, pathlib, sys, sysconfig as s; v = s.get_config_var; \
	sys.exit(not (pathlib.Path(v('LIBDIR') or '', v('INSTSONAME') or 'none').is_file() or ctypes.util.find_library('python3.11')))
$(STAMPS)/apt: | $(STAMPS)
	@for program in chromium age; do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	$(PYTHON) -c "$(HAS_LIBRARY)" || missing="$$missing libpython3.11"; \
	if [ -n "$$missing" ]; then \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
		else echo "Please install:$$missing"; exit 1; fi; \
	fi
	@touch $@

$(STAMPS)/client: $(STAMPS)/frontend $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null) | $(STAMPS)
	cd frontend && npm run --silent build
	@touch $@

# Always from nothing, so that it depends on the sources alone; the hash seed gives the same bytes for the same sources.
$(BINARY): $(STAMPS)/python $(STAMPS)/python-package $(STAMPS)/client $(wildcard tools/package/*) $(shell find rotkehlchen -type f -not -name '*.pyc' 2>/dev/null)
	@rm -rf build/package dist/backend
	PYTHONHASHSEED=0 PYINSTALLER_CONFIG_DIR=build/package/config $(BIN)/python -m PyInstaller --noconfirm --log-level ERROR \
		--distpath dist --workpath build/package tools/package/rotkehlchen.spec
	@touch $@

client: $(STAMPS)/client
binary: $(BINARY)
setup-run: $(STAMPS)/python $(STAMPS)/client
setup: setup-run $(STAMPS)/python-dev $(STAMPS)/shell $(STAMPS)/demo-node $(STAMPS)/apt

# ------------------------------------------------------------------ using
run: setup-run
	$(BIN)/python -m rotkehlchen --data-dir '$(DATA_DIR)' --rest-api-port $(PORT)

# On a chain of its own, with the protocols' real contracts.
demo: setup-run $(STAMPS)/python-demo $(STAMPS)/demo-node
	$(BIN)/python -m demo --port $(DEMO_PORT)

desktop: setup-run $(STAMPS)/shell
	@test -f $(ELECTRON)/path.txt || node $(ELECTRON)/install.js || { echo 'Electron could not be fetched. `make run` shows the same in your browser.'; exit 1; }
	node $(ELECTRON)/cli.js electron-app --data-dir='$(DATA_DIR)'

# ------------------------------------------------------------------ checking
check: setup
	$(BIN)/ruff check rotkehlchen tools demo tests clients docs/scripts docker
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.validate
	$(BIN)/python -m tools.coverage --check
	$(BIN)/python -m tools.error_codes --check
	$(BIN)/python -m tools.python_client --check
	$(BIN)/python -m tools.supported --check
	cd frontend && npm run --silent lint && npm run --silent typecheck
	cd electron-app && npm run --silent lint && npm run --silent typecheck

test: check test-python test-client test-browser test-shell

test-python: setup binary
	$(BIN)/python -m pytest -m 'not conformance' -n auto --maxprocesses 4 --dist loadfile

test-client: setup
	cd frontend && npm run --silent test

test-browser: setup
	cd frontend && npm run --silent e2e

# SHELL_CYCLES=100 for as many starts and ends as the shell was tried with.
test-shell: setup binary
	cd electron-app && npm run --silent test && npm run --silent e2e

conformance: setup
	$(BIN)/python -m pytest tests/conformance -m conformance

fuzz: setup
	FUZZ_EXAMPLES=200 $(BIN)/python -m pytest tests/api/test_fuzz.py -n auto --maxprocesses 4 --dist load

# Over the demo; look at them before they are committed.
screenshots: setup
	cd frontend && node e2e/screenshots.mjs

bench: setup
	$(BIN)/python -m tools.bench

# ------------------------------------------------------------------ making
new: $(STAMPS)/python-dev
	$(BIN)/python -m tools.new kind=$(kind) id=$(id)

openapi: setup-run
	$(BIN)/python -m rotkehlchen openapi > frontend/openapi.json
	$(BIN)/python -m tools.python_client
	cd frontend && npm run --silent generate-api

PIN := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --annotation-style=line
requirements:
	$(PIN) -o requirements.txt requirements.in
	$(PIN) -o requirements-demo.txt requirements-demo.in
	$(PIN) -o requirements-dev.txt requirements-dev.in
	$(PIN) -o requirements-package.txt requirements-package.in

clean:
	rm -rf $(STAMPS) $(VENV) build dist frontend/node_modules frontend/dist demo/node/node_modules electron-app/node_modules electron-app/dist
