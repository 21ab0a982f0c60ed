# `make` lists what there is.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV = .venv/bin/python

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run admin doctor test check bench format lock clean python run-environment dev-environment

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

run: run-environment ## Run the whole site on this machine (PORT=9000 make run)
	@$(VENV) manage.py prepare
	@exec $(VENV) manage.py serve --with-parent

admin: run-environment ## Make an admin, who may enter /admin/
	@$(VENV) manage.py migrate --verbosity 0
	@exec $(VENV) manage.py createsuperuser

doctor: run-environment ## What is right with the running site, what isn't, how to mend it
	@exec $(VENV) manage.py doctor

test: dev-environment ## The test suite (make test ARGS="-k serve")
	@ENV_FILE=/dev/null VAR_DIR=var/test exec $(VENV) -m pytest $(ARGS)

check: dev-environment ## Lint, types, layers, templates, migrations, deployment, static files, compose file
	@ENV_FILE=/dev/null exec $(VENV) -m prep.quality

bench: dev-environment ## How fast it is, beside its peers (make bench ARGS="cells --python a/python/with/torch")
	@ENV_FILE=/dev/null exec $(VENV) -m benchmarks $(ARGS)

format: dev-environment ## Put the code into the one format
	@$(VENV) -m ruff check --fix --quiet . ; $(VENV) -m ruff format --quiet .

lock: dev-environment ## Renew the locks within the bounds of requirements/*.in and package.json
	@set -e; for kind in run dev node; do \
		echo "requirements/$$kind.txt"; \
		$(VENV) -m uv pip compile requirements/$$kind.in --upgrade --universal --generate-hashes --no-emit-index-url \
			--no-header --python-version 3.11.0 --quiet -o requirements/$$kind.txt; \
	done
	@echo package-lock.json; PATH="$$PATH:$(CURDIR)/.venv/bin" npm update --package-lock-only --no-audit --no-fund --loglevel=error

clean: ## Remove what was installed and built (not what learners did: that is in var/)
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bootstrap.lock

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found: install it (on Debian and Ubuntu: apt install python3 python3-venv), or say where it is: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here: say where Python 3.11 or newer is, e.g. make run PYTHON=/usr/bin/python3" >&2; exit 1; }

run-environment: python
	@$(PYTHON) -I prep/bootstrap.py run

dev-environment: python
	@$(PYTHON) -I prep/bootstrap.py dev
