"""Um JupyterLab de verdade para os testes de navegador: com os ajustes do curso, e nada da máquina em volta."""

import ast
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from jupyter_client import BlockingKernelClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support.scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

abrir = load_script(ROOT / "ferramentas" / "abrir.py")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Um Chromium sem tela, aberto por enquanto."""
    if CHROMIUM is None:
        pytest.fail("não há Chromium nesta máquina; no Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(app: list[str], page: str, folder: Path, home: Path, python: str = sys.executable) -> Iterator[str]:
    """Sobe `python -m app` em `folder`, com a casa em `home`, espera responder e dá o endereço de `page`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    headless = ("TQDM_DISABLE", "MPLBACKEND", "CURSO_SEM_CONTROLES")
    env = {name: value for name, value in os.environ.items() if name not in headless}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    for place in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
        env[place] = str(home / place.lower())
    log = home / "jupyter.log"
    command = [python, "-m", *(part.format(port=port) for part in app)]
    with log.open("w") as out, subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out) as server:
        try:
            yield wait_for(f"http://127.0.0.1:{port}/{page}", log)
        finally:
            server.terminate()


def jupyter_lab(notebook: Path) -> list[str]:
    """O que dizer a `serving` para abrir um caderno no JupyterLab como o `make lab` o abre."""
    asked = abrir.arguments(notebook.name, administrator=os.geteuid() == 0, screen=False)
    asked = [argument for argument in asked if "root_dir" not in argument]
    root = f"--ServerApp.root_dir={notebook.parent}"
    return ["jupyter", "lab", *asked, root, "--ServerApp.port={port}", "--IdentityProvider.token="]


def wait_for(address: str, log: Path) -> str:
    """Espera o servidor responder e devolve o endereço."""
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return address
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"o Jupyter não respondeu em um minuto:\n{log.read_text()}")


def write_notebook(path: Path, *cells: str) -> Path:
    """Um caderno com essas células de código, ainda sem saídas."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def open_notebook(page: Page, address: str) -> None:
    """Abre o caderno no JupyterLab, espera o núcleo e fecha a barra lateral."""
    page.goto(address)
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.keyboard.press("Control+b")


def run_all(page: Page) -> None:
    """Pede ao menu que execute tudo."""
    page.locator(".lm-MenuBar-item", has_text="Executar").click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()


class Kernel:
    """O núcleo do caderno aberto, por fora do navegador: avalia uma expressão e devolve o valor."""

    def __init__(self, home: Path):
        (file,) = home.rglob("kernel-*.json")
        self.client = BlockingKernelClient(connection_file=str(file))
        self.client.load_connection_file()
        self.client.start_channels()

    def __call__(self, expression: str):
        self.client.execute("", user_expressions={"value": expression}, store_history=False, silent=True)
        while True:
            reply = self.client.get_shell_msg(timeout=30)["content"]
            if found := reply.get("user_expressions", {}).get("value"):
                break
        assert found["status"] == "ok", found
        return ast.literal_eval(found["data"]["text/plain"])

    def run(self, code: str) -> None:
        self.client.execute(code, store_history=False)
