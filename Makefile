# One command for each chore. Set-up is redone only where its inputs changed.
# TORCH_INDEX_URL: where pip finds torch, if not where it finds the rest (README: CPU and CUDA builds).
PYTHON ?= python3
PORT := $(or $(PLAYHEAD_PORT),8000)
HOST := $(or $(PLAYHEAD_HOST),127.0.0.1)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
PY := .venv/bin/python
WEB_SOURCES := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)

.PHONY: run test bench pictures setup doctor fix words clean

run: setup
	@$(PY) manage.py up --with-parent --host $(HOST) --port $(PORT)

# The pages are built by the suite `build`, so that a page that does not build is a counted failure.
test: .venv/requirements.stamp frontend/node_modules/.stamp
	@$(PY) tests/run.py

bench: setup
	@$(PY) manage.py bench --json

# The pictures in docs/ are taken anew, of material that the server draws itself.
pictures: setup
	cd frontend && PLAYHEAD_PICTURES=1 npx playwright test pictures.spec.ts

doctor: setup
	@$(PY) manage.py doctor

setup: .venv/requirements.stamp frontend/dist/.stamp

fix: setup
	.venv/bin/ruff check --fix editor inference tests
	.venv/bin/ruff format editor inference tests
	cd frontend && npm run fix

# The server's sentences, once editor/locale/*/LC_MESSAGES/django.po was changed: what Django reads is kept beside it.
words: .venv/requirements.stamp
	@$(PY) -m babel.messages.frontend -q compile -D django -d editor/locale

.venv/requirements.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Playhead needs Python 3.11 or newer as '$(PYTHON)', and found: $$($(PYTHON) --version 2>&1 || true). Install it, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(PY) || { echo "Making the Python environment in .venv"; $(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu install python3-venv." >&2; rm -rf .venv; exit 1; }; }
	@echo "Installing the Python packages (torch is large: the first time takes minutes)"
	@$(PY) -m pip install -q $(if $(TORCH_INDEX_URL),--index-url $(TORCH_INDEX_URL)) "$$(grep '^torch==' requirements.txt)"
	@$(PY) -m pip install -q -r requirements.txt
	@touch $@

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || { \
	  echo "Playhead needs Node 20 or newer as 'node', and found: $$(node --version 2>/dev/null || echo none). Install it from your system's packages or nodejs.org." >&2; exit 1; }
	@echo "Installing the front end's packages"
	@cd frontend && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

frontend/dist/.stamp: frontend/node_modules/.stamp $(WEB_SOURCES)
	@echo "Building the pages"
	@cd frontend && npm run build --silent -- --logLevel error
	@touch $@

clean:
	rm -rf .venv frontend/node_modules frontend/dist test-results .mypy_cache .ruff_cache .pytest_cache
