UV_VERSION := 0.13.9
UV := .uv/bin/uv
PYTHON := .venv/bin/python

UV_READY := .uv/ready-$(UV_VERSION)
PYTHON_READY := .venv/ready
NODE_READY := node_modules/.ready

# The first Python 3 that can make virtual environments: only uv is run by it.
FIND_PYTHON := for python in python3 /usr/bin/python3; do \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null && { echo "$$python"; break; }; done

# Without a home folder to write to, caches stay in the checkout.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR := $(CURDIR)/.uv/cache
export UV_PYTHON_INSTALL_DIR := $(CURDIR)/.uv/python
export npm_config_cache := $(CURDIR)/.uv/npm
endif
# The interpreter may have been upgraded away below the packages.
$(shell $(PYTHON) -c '' 2>/dev/null || rm -f $(PYTHON_READY))
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
# Another environment, or another version chosen for it, is not ours.
unexport VIRTUAL_ENV PYENV_VERSION

.DEFAULT_GOAL := help
.PHONY: help setup run stop test lint bench prove tools browser

help:
	@echo 'make run     start Parterre at http://localhost:8000 (PORT=8001 for another)'
	@echo 'make stop    stop the database that a command left running'
	@echo 'make test    run all tests'
	@echo 'make lint    check style, types, layers and migrations'
	@echo 'make bench   measure, against the physical limits of this machine'
	@echo 'make prove   kill senders and their database while they send to 20,000 people'
	@echo 'make setup   install what the others need, which they also do themselves'

setup: $(PYTHON_READY) $(NODE_READY)

run: setup
	@exec $(PYTHON) -m config.supervisor

stop: setup
	@$(PYTHON) -m config.postgres stop

test: browser setup
	@$(PYTHON) -m config.translations
	@$(PYTHON) -m pytest -n 2 --dist loadfile

# makemigrations asks a server what it can do: one of its own, stopped afterwards.
lint: export PARTERRE_HOME := $(CURDIR)/var/lint
lint: export DATABASE_URL :=
lint: setup
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	find templates -name '*.html' -exec .venv/bin/djade --check {} +
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run; \
		status=$$?; $(PYTHON) -m config.postgres stop; exit $$status

bench: setup
	@$(PYTHON) -m bench

prove: setup
	@$(PYTHON) -m tests.delivery.prove

$(UV_READY): | tools
	@echo 'Installing uv'
	@$$($(FIND_PYTHON)) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(PYTHON_READY): $(UV_READY) uv.lock pyproject.toml .python-version
	@echo 'Installing Python packages'
	@$(UV) sync --locked --quiet || { \
		echo 'If Python 3.13 is missing and cannot be downloaded here, install it, or name'; \
		echo 'one: make setup UV_PYTHON=/path/to/python3.13'; exit 1; }
	@touch $@

$(NODE_READY): package.json package-lock.json | tools
	@echo 'Installing browser packages'
	@npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

tools:
	@test -n "$$($(FIND_PYTHON))" || { \
		echo 'Python 3 with its venv module is missing. On Debian or Ubuntu:'; \
		echo '  sudo apt-get install python3-venv'; exit 1; }
	@command -v npm >/dev/null || { \
		echo 'Node.js with npm is missing: https://nodejs.org, or on Debian or Ubuntu:'; \
		echo '  sudo apt-get install npm'; exit 1; }

browser: | tools
	@$$($(FIND_PYTHON)) -m config.browser
