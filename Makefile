# The two commands of the README, and their parts. A second run installs nothing again.
PYTHON ?= python3
VENV ?= .venv
LAB_ARGS ?=
PYTEST_ARGS ?=
FAULTS_ARGS ?=

BIN := $(abspath $(VENV))/bin
RUN := PATH="$(BIN):$$PATH"
NPM := $(RUN) npm --prefix labextension --no-fund --no-audit
NODE_MODULES := labextension/node_modules/.stamp
PIP := $(RUN) python -m pip install --quiet --disable-pip-version-check
BUILDER := $(VENV)/.stamp-builder
BUILT := src/annotator/labextension/package.json
INSTALLED := $(VENV)/.stamp-installed
TESTABLE := $(VENV)/.stamp-testable
COLLABORATION := $(VENV)/.stamp-collaboration
FRONT_END := $(shell find labextension/src labextension/style labextension/schema labextension/scripts -type f 2>/dev/null) \
  labextension/package.json labextension/tsconfig.json
# Jupyter refuses to run as root, as in a container, unless told that this is meant.
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && echo --allow-root)

.PHONY: help lab test search hostile fuzz faults lint test-js test-python test-browser tutorials build wheel clean browser
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

lab: $(INSTALLED) $(BUILT)  ## build, install, open JupyterLab on the first tutorial (LAB_ARGS="--no-browser …")
	$(RUN) jupyter lab $(AS_ROOT) $(LAB_ARGS) notebooks/01-annotate-an-article.ipynb

test: lint test-js test-python test-browser  ## everything that must pass

lint: $(TESTABLE)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-js: $(NODE_MODULES)  ## generated types, TypeScript, biome, vitest
	$(NPM) run --silent types:check
	$(NPM) run --silent check
	$(NPM) run --silent test

test-python: $(TESTABLE) $(BUILT)  ## pytest without a browser
	$(BIN)/pytest --ignore=tests/browser --ignore=tests/faults -n 2 -q $(PYTEST_ARGS)

test-browser: $(TESTABLE) $(COLLABORATION) $(BUILT) browser  ## pytest in a real JupyterLab in Chromium
	$(BIN)/pytest tests/browser tests/faults -n 2 -q $(PYTEST_ARGS)

search: $(TESTABLE) $(NODE_MODULES) $(BUILT)  ## the tests of properties with new examples at each run
	SEARCH=1 $(NPM) run --silent test
	SEARCH=1 $(BIN)/pytest --ignore=tests/browser --ignore=tests/faults -n 2 -q $(PYTEST_ARGS)

faults: $(TESTABLE) $(COLLABORATION) $(BUILT) browser  ## kill, cut and fill what can be, 126 times; figures in build/faults.md
	HISTORIES=2000 $(NPM) run --silent test -- collaboration
	$(BIN)/python tests/faults --out build/faults.md $(FAULTS_ARGS)

hostile: $(TESTABLE) $(BUILT) browser  ## all texts that mean harm, through Python and a browser (SECURITY.md)
	HOSTILE=1 $(BIN)/pytest tests/test_threats.py tests/browser/test_threats.py tests/browser/test_hostile.py -n 2 -q -rP $(PYTEST_ARGS)

fuzz: $(TESTABLE) $(NODE_MODULES)  ## every parser and detector, ten minutes each (FUZZ_ARGS="--seconds 60 article_pdf")
	FUZZ=$(or $(FUZZ_SECONDS),600) $(NPM) run --silent test -- fuzz
	$(BIN)/python tests/fuzz/run.py $(FUZZ_ARGS)

tutorials: $(TESTABLE)  ## write the outputs that the tutorials open with
	$(BIN)/python scripts/tutorials.py

build: $(BUILT)  ## the labextension and the anywidget bundle

wheel: $(TESTABLE)  ## dist/*.whl and dist/*.tar.gz, from nothing
	rm -rf dist src/annotator/labextension src/annotator/static
	$(RUN) python -m build
	@touch $(BUILT)

clean:  ## all that was built and installed here
	rm -rf $(VENV) labextension/node_modules labextension/lib src/annotator/labextension src/annotator/static dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { \
	  echo "Python 3.10 or newer is needed. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(NODE_MODULES): labextension/package-lock.json labextension/.npmrc
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 19) ? 0 : 1)' 2>/dev/null || { \
	  echo "Node.js 20.19 or newer is needed to build (node --version says: $$(node --version 2>&1))." >&2; exit 1; }
	npm --prefix labextension --no-fund --no-audit ci
	@touch $@

# pip leaves a copy of the build in the environment, which goes stale; the develop command puts a link in its place.
# A link from before goes first, or pip would write through it. npm has done its part: pip need not run it again.
define install
	rm -rf $(VENV)/share/jupyter/labextensions/jupyter-annotator src/annotator/labextension/install.json
	HATCH_JUPYTER_BUILDER_SKIP_NPM=1 $(PIP) -e '$(1)'
	cd src && $(RUN) jupyter-builder develop --overwrite annotator
endef

$(BUILDER): pyproject.toml $(BIN)/python
	$(PIP) 'jupyter-builder>=1.2,<2'
	@touch $@

$(BUILT): $(FRONT_END) $(NODE_MODULES) | $(BUILDER)
	$(NPM) run --silent build:prod
	@touch $@

$(INSTALLED): pyproject.toml install.json $(BIN)/python | $(BUILT)
	$(call install,.)
	@touch $@

$(TESTABLE): pyproject.toml install.json $(BIN)/python | $(BUILT)
	$(call install,.[test])
	@touch $(INSTALLED) $@

# In a folder of its own: installed beside the rest, every server of every test would have it.
$(COLLABORATION): tests/faults/collaboration.txt $(TESTABLE)
	rm -rf $(VENV)/collaboration
	$(PIP) --no-deps --target $(VENV)/collaboration -r tests/faults/collaboration.txt
	@touch $@

browser:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null || $(MAKE) --no-print-directory install-browser

.PHONY: install-browser
install-browser:
	@command -v apt-get >/dev/null || { \
	  echo "The browser tests need Chromium or Google Chrome: install one, or name it: make test CHROMIUM=/path/to/it" >&2; exit 1; }
	@if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif command -v sudo >/dev/null; then sudo=sudo; \
	else echo "The browser tests need Chromium. As root: apt-get install chromium" >&2; exit 1; fi; \
	set -x; $$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
