"""A instalação: faixas, versões da CI, conda, `make` e JupyterLab contam a mesma história."""

import configparser
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from contextlib import closing
from importlib import metadata, util
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.sign import NotebookNotary
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ferramentas"))

import abrir  # noqa: E402
import construir_site  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
CI = [*CORE, *(one for name in ("lab", "robo", "test", "cluster", "site") for one in EXTRAS[name])]

#: A imagem do Colab de 2026-08; o curso tem de caber nela sem trocar nada.
COLAB = {
    "torch": "2.11.0",
    "gymnasium": "1.3.0",
    "matplotlib": "3.10.0",
    "ipywidgets": "7.7.1",
    "anywidget": "0.9.21",
}
#: Nomes do conda-forge que diferem dos do PyPI.
CONDA = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib", "wasmtime-py": "wasmtime"}


def ranges(requirements: list[Requirement]) -> dict[str, SpecifierSet]:
    return {canonicalize_name(one.name): one.specifier for one in requirements}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    assert not [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!]+", line)], (
        "só nome==versão, sem sufixo local"
    )
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


# --- versões ------------------------------------------------------------------------------------------------------


def test_ranges_include_colab():
    wanted = ranges(CORE)
    assert not {name: version for name, version in COLAB.items() if version not in wanted[name]}
    python = SpecifierSet(PROJECT["requires-python"])
    assert "3.10" not in python and all(version in python for version in ("3.11.0", "3.12", "3.13"))


def test_every_range_has_a_floor_and_core_ranges_a_ceiling():
    for one in CI + EXTRAS["cluster"]:
        operators = {specifier.operator for specifier in one.specifier}
        assert operators & {">=", "=="}, one
        assert one not in CORE or "<" in operators, one


def test_ci_versions_are_exact_and_in_range():
    pinned = pins()
    wrong = {name: pinned.get(name) for name, wanted in ranges(CI).items() if pinned.get(name, "0") not in wanted}
    assert not wrong


def test_ci_versions_are_the_whole_closure():
    """Tudo o que o curso puxa, direta ou indiretamente, está fixado: a CI de amanhã é a de hoje."""
    pinned, seen, waiting = pins(), set(), list(CI)
    while waiting:
        one = waiting.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key in seen:
            continue
        seen.add(key)
        extras = ["", *one.extras]
        for line in metadata.requires(one.name) or []:
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(need)
    assert len(seen) > 80
    missing = sorted({name for name, _ in seen} - pinned.keys() - {"pip"})
    assert not missing


def test_the_package_says_who_it_is_for_and_where_it_lives():
    names = ["Repository", "Documentation", "Changelog", "Issues"]
    assert list(PROJECT["urls"]) == names and len(PROJECT["description"]) < 200 and len(PROJECT["keywords"]) >= 5
    assert all(address.startswith(PROJECT["urls"]["Repository"]) for address in PROJECT["urls"].values())
    kinds = {one.split(" :: ")[0] for one in PROJECT["classifiers"]}
    assert {"Development Status", "Intended Audience", "Natural Language", "Programming Language", "Topic"} <= kinds
    assert "License" not in kinds, "a licença é o campo `license`; o setuptools recusa os dois"
    versions = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    assert len(versions) >= 3 and all(version in SpecifierSet(PROJECT["requires-python"]) for version in versions)


# --- conda e Binder -----------------------------------------------------------------------------------------------


def conda_environment() -> tuple[dict[str, SpecifierSet], list[str]]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["name"] and environment["channels"] == ["conda-forge"]
    found, pip = {}, []
    for item in environment["dependencies"]:
        if isinstance(item, dict):
            pip = item["pip"]
            continue
        name, wanted = re.fullmatch(r"([\w-]+)(.*)", item).groups()
        found[CONDA.get(name, name)] = SpecifierSet(re.sub(r"^=(?=\d)", "==", wanted))
    return found, pip


def test_conda_agrees_with_pyproject():
    found, pip = conda_environment()
    assert pip == ["-e .[lab,robo]"]
    (python,) = found.pop("python")
    assert python.version in SpecifierSet(PROJECT["requires-python"])
    assert found.pop("pip") == SpecifierSet()
    declared = ranges(CORE + EXTRAS["lab"])
    assert found == {name: declared[name] for name in found}, "as faixas diferem das de pyproject.toml"
    # O pacote de idioma só se conhece pelo nome do PyPI; o resto vem todo do conda.
    assert declared.keys() - found.keys() == {"jupyterlab-language-pack-pt-br"}


def test_conda_asks_for_the_cpu_torch():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "- pytorch-cpu" in text and not re.search(r"- (pytorch|torch)\b(?!-cpu)", text)


# --- JupyterLab ---------------------------------------------------------------------------------------------------


def test_jupyterlab_settings_are_ones_it_knows():
    """Uma chave com o nome errado seria ignorada em silêncio, e o aviso de notícias voltaria."""
    (option,) = [one for one in abrir.arguments(None, administrator=False, screen=True) if "app_settings_dir" in one]
    folder = Path(option.split("=")[1])
    assert folder == ROOT / "files/jupyter"
    settings = json.loads((folder / "overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/translation-extension:plugin"]["locale"] == "pt_BR"
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}
    for plugin, values in settings.items():
        package, name = plugin.split(":")
        schema = Path(sys.prefix) / "share/jupyter/lab/schemas" / package / f"{name}.json"
        assert values.keys() <= json.loads(schema.read_text(encoding="utf-8"))["properties"].keys()


def test_the_portuguese_translation_is_installed():
    (where,) = util.find_spec("jupyterlab_language_pack_pt_BR").submodule_search_locations
    assert list(Path(where).glob("locale/pt_BR/LC_MESSAGES/jupyterlab.*"))


# --- make e CI ----------------------------------------------------------------------------------------------------


def make(*arguments: str, **variables: str) -> str:
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "CI")}
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=clean | variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_alone_shows_every_command():
    text, makefile = make(), (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[1].split()
    assert {"lab", "test", "lint", "notebooks", "bench"} <= set(targets)
    assert not [target for target in targets if not re.search(rf"^  make {target} +\w", text, re.MULTILINE)]


def test_make_lab_opens_the_course():
    assert make("--dry-run", "lab").splitlines()[-1] == ".venv/bin/python ferramentas/abrir.py"


def test_the_first_lesson_there_is_opens(tmp_path):
    assert abrir.first_lesson(tmp_path) is None
    (tmp_path / "notebooks").mkdir()
    for name in ("rascunho.ipynb", "03_ddpg.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    assert abrir.first_lesson(tmp_path) == "notebooks/03_ddpg.ipynb"
    (tmp_path / "notebooks/00_comece_aqui.ipynb").touch()
    assert abrir.first_lesson(tmp_path) == "notebooks/00_comece_aqui.ipynb"


def test_the_browser_and_root_are_asked_for_only_where_they_make_sense(monkeypatch):
    def asked(**given):
        return {"--allow-root", "--no-browser"} & set(abrir.arguments("a.ipynb", **given))

    assert asked(administrator=False, screen=True) == set()
    assert asked(administrator=True, screen=False) == {"--allow-root", "--no-browser"}
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("CI", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not abrir.has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert abrir.has_screen()
    monkeypatch.setenv("CI", "true")
    assert not abrir.has_screen()


def test_binder_gets_the_same_settings():
    script = ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    (source,) = re.findall(r"^cp (\S+) ", text, re.MULTILINE)
    assert (ROOT / source).is_file() and source == "files/jupyter/overrides.json"


def test_make_test_runs_every_check():
    commands = make("--dry-run", "test")
    for part in ("ruff check", "ruff format --check", "lint-imports", "biome check", "mypy", "pytest"):
        assert part in commands
    if list((ROOT / "notebooks").glob("*.ipynb")):
        assert "--nbval " in commands and "--nbval-lax" not in commands and "tests/sanitize.cfg" in commands


def test_make_installs_with_the_ci_versions():
    commands = make("--dry-run", "--always-make", "test")
    wanted = r"pip install .*--constraint constraints.txt.* --editable '\.\[lab,robo,test,cluster,site\]'"
    assert re.search(wanted, commands)


def test_the_site_is_published_from_where_make_leaves_it_with_fixed_actions():
    workflow = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["publica"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", action) for action in used)
    assert {"run": "make site"} in steps
    (sent,) = [step["with"]["path"] for step in steps if "upload" in step.get("uses", "")]
    assert ROOT / sent == construir_site.OUT


def test_ci_is_a_sound_script():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("<Trainer em 0x7f3a5c0d91f0>", "<Trainer em ENDERECO>"),
        ("processo 4312 pronto", "PROCESSO pronto"),
        ("treinou em 41,7 s", "treinou em TEMPO"),
        ("retorno -152.31", "retorno -152.31"),
        ("20 episódios, 3 sementes", "20 episódios, 3 sementes"),
    ],
)
def test_nbval_forgets_only_what_changes_by_itself(printed, kept):
    rules = configparser.RawConfigParser()
    rules.read(ROOT / "tests/sanitize.cfg", encoding="utf-8")
    for name in rules.sections():
        printed = re.sub(rules.get(name, "regex"), rules.get(name, "replace"), printed)
    assert printed == kept


@pytest.mark.browser
@pytest.mark.slow
def test_make_lab_serves_in_portuguese_without_questions(tmp_path):
    """O comando de verdade: dá o endereço, abre a lição em português e não pergunta nada."""
    from playwright.sync_api import expect, sync_playwright

    if not (ROOT / ".venv/.pronto-lab").exists():
        pytest.skip("o ambiente não foi feito por make; rode `make test`")
    with subprocess.Popen(
        ["make", "lab", "CI=true"],
        cwd=ROOT,
        env=os.environ | {"CI": "true", "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path)},  # nenhuma aba de outro dia
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as lab:
        try:
            address = next(url[0] for line in lab.stdout if (url := re.search(r"http://127\.0\.0\.1\S+", line)))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
                )
                page = browser.new_page()
                page.goto(address)
                expect(page.locator(".jp-NotebookPanel")).to_be_visible(timeout=60_000)
                # O menu vem dos nossos ajustes; a coluna do navegador de arquivos, do pacote de idioma.
                expect(page.get_by_role("menuitem", name="Arquivo")).to_be_visible()
                expect(page.locator(".jp-DirListing-header")).to_contain_text("Nome")
                page.wait_for_timeout(5_000)
                assert page.locator(".jp-Dialog").count() == 0
                assert page.locator(".Toastify__toast").count() == 0
                browser.close()
        finally:
            os.killpg(lab.pid, signal.SIGKILL)  # ao SIGTERM o servidor pode ficar esperando os núcleos


def test_the_notebooks_of_the_course_are_trusted_before_anyone_runs_them(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "dados"))
    (tmp_path / "notebooks/textos").mkdir(parents=True)
    for name in ("aula", "alheio"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
        nbformat.write(notebook, tmp_path / f"notebooks/{name}.ipynb")
    (tmp_path / "notebooks/textos/aula.md").write_text("# Aula", encoding="utf-8")
    abrir.trust(tmp_path)
    abrir.trust(tmp_path)
    notary = NotebookNotary()
    with closing(notary.store):
        trusted = [
            notary.check_signature(nbformat.read(tmp_path / f"notebooks/{name}.ipynb", as_version=4))
            for name in ("aula", "alheio")
        ]
    assert trusted == [True, False]
