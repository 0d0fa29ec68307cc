"""O Firefox e o WebKit da máquina, sem tela, para os testes: abrem uma página e avaliam JavaScript nela.

O Firefox fala WebDriver BiDi por um WebSocket; o WebKitGTK, WebDriver por HTTP. Não é preciso instalar mais nada em
Python: no Debian, `apt-get install firefox-esr webkit2gtk-driver xvfb`.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import websocket

FIREFOX, DRIVER, SCREEN = (shutil.which(name) for name in ("firefox-esr", "WebKitWebDriver", "Xvfb"))
MINI = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))), None)


class View:
    """Uma página aberta; `evaluate` é como o do Playwright, com um argumento só."""

    def goto(self, address: str) -> None:
        raise NotImplementedError

    def run(self, promise: str) -> str:
        """O texto em que dá uma expressão que é uma promessa de texto."""
        raise NotImplementedError

    def screenshot(self, path: Path) -> None:
        raise NotImplementedError

    def evaluate(self, text: str, given: Any = None) -> Any:
        value = text if given is None else f"({text})({json.dumps(given)})"
        return json.loads(self.run(f"(async () => JSON.stringify((await ({value})) ?? null))()"))


class Firefox(View):
    """Por WebDriver BiDi."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=90)
        self.numbers = itertools.count(1)
        self.call("session.new", capabilities={})
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    def goto(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def run(self, promise: str) -> str:
        target = {"context": self.context}
        answer = self.call("script.evaluate", expression=promise, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return answer["result"]["value"]

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("browsingContext.captureScreenshot", context=self.context)["data"]))


class WebKit(View):
    """Por WebDriver."""

    def __init__(self, address: str):
        self.address = address
        options = {"binary": str(MINI), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        made = self.call("session", capabilities={"alwaysMatch": wanted})
        self.address = f"{address}/session/{made['sessionId']}"

    def call(self, path: str, method: str = "POST", **body: Any) -> Any:
        data = json.dumps(body).encode() if method == "POST" else None
        asked = urllib.request.Request(
            f"{self.address}/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(asked, timeout=90) as answer:
            return json.load(answer)["value"]

    def goto(self, address: str) -> None:
        self.call("url", url=address)

    def run(self, promise: str) -> str:
        script = f"const done = arguments[0]; {promise}.then(done, (error) => done('\"' + error + '\"'));"
        return self.call("execute/async", script=script, args=[])

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("screenshot", "GET")))


@contextmanager
def firefox() -> Iterator[View]:
    """Um Firefox sem tela. Sem ele na máquina, o teste se pula, e diz por quê."""
    if FIREFOX is None:
        pytest.skip("não há Firefox nesta máquina; no Debian: apt-get install firefox-esr")
    with tempfile.TemporaryDirectory() as home:
        command = [
            FIREFOX,
            "--headless",
            "--no-remote",
            "--profile",
            home,
            "--remote-debugging-port",
            "0",
            "about:blank",
        ]
        log = Path(home, "saida.txt")
        with (
            log.open("w") as out,
            subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"HOME": home}) as own,
        ):
            try:
                found = wait(lambda: re.search(r"ws://127\.0\.0\.1:\d+", log.read_text()))
                view = Firefox(found[0])
                yield view
                view.socket.close()
            finally:
                own.terminate()


@contextmanager
def webkit(**variables: str) -> Iterator[View]:
    """Um WebKitGTK numa tela de mentira, com estas variáveis no ambiente. Sem ele na máquina, o teste se pula."""
    if DRIVER is None or SCREEN is None or MINI is None:
        pytest.skip("não há WebKitGTK nesta máquina; no Debian: apt-get install webkit2gtk-driver xvfb")
    read, write = os.pipe()
    screen = subprocess.Popen(
        [SCREEN, "-displayfd", str(write), "-screen", "0", "1280x1100x24", "-nolisten", "tcp"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with screen, os.fdopen(read) as pipe:
        try:
            env = os.environ | {
                "DISPLAY": f":{pipe.readline().strip()}",
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
                **variables,
            }
            yield from driven(env)
        finally:
            screen.terminate()


def driven(env: dict[str, str]) -> Iterator[View]:
    """O motorista do WebKit, e uma página nele."""
    port = 20_000 + os.getpid() % 20_000
    command = [DRIVER, f"--port={port}"]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as own:
        try:
            address = f"http://127.0.0.1:{port}"
            wait(lambda: urllib.request.urlopen(f"{address}/status", timeout=5).close() or True)
            view = WebKit(address)
            yield view
            urllib.request.urlopen(urllib.request.Request(view.address, method="DELETE"), timeout=30).close()
        finally:
            own.terminate()


def wait(found: Any, seconds: float = 60) -> Any:
    """Tenta até conseguir."""
    end = time.monotonic() + seconds
    while True:
        try:
            if value := found():
                return value
        except OSError:
            pass
        assert time.monotonic() < end, "o navegador não abriu a tempo"
        time.sleep(0.1)
