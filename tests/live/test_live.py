"""O pêndulo do navegador: pesos que vão e voltam, a página que se basta e a célula de partida."""

import json
import re
from importlib import metadata

import numpy as np
import pytest
import torch
from packaging.requirements import Requirement

from course_utils import DDPG, Actor, evaluate
from course_utils.live import PendulumView, actor_of, saved_weights, show_pendulum, weights_of
from course_utils.live.brains import page_brain
from course_utils.live.race import run_of
from course_utils.live.view import pendulum_bundle
from course_utils.support import start
from course_utils.support.paths import course_file


def shaken(hidden=(32, 64), seeds=(0,)) -> Actor:
    """Um ator com todos os parâmetros sorteados, os do LayerNorm também."""
    actor = Actor(3, 1, hidden, seeds=seeds)
    actor.flat += 0.3 * torch.randn(actor.flat.shape, generator=torch.Generator().manual_seed(1))
    return actor


# --- os pesos -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [(32, 64), (5,), (7, 3, 4)])
def test_weights_come_back_bit_for_bit(hidden):
    actor = shaken(hidden, seeds=(0, 1))
    weights = json.loads(json.dumps(weights_of(actor, 1)))
    assert weights["widths"] == [3, *hidden, 1]
    assert torch.equal(actor_of(weights).flat[0], actor.flat[1])


def test_weights_of_the_wrong_length_are_refused():
    weights = weights_of(shaken((4,)))
    with pytest.raises(ValueError, match=r"traz 20 números.* pedem 29"):
        actor_of({**weights, "flat": weights["flat"][:20]})
    with pytest.raises(ValueError, match="pedem 29"):
        PendulumView({**weights, "flat": weights["flat"][:20]})


def test_the_saved_pendulum_is_well_trained():
    weights = saved_weights()
    agent = DDPG(3, 1, hidden=tuple(weights["widths"][1:-1]), seeds=[0])
    agent.actor.flat.copy_(actor_of(weights).flat)
    assert evaluate(agent, "Pendulum-v1", episodes=100).mean() > -170
    assert course_file("pesos/pendulo.json").stat().st_size < 40_000
    angle, _ = run_of(page_brain("agente", weights))
    assert angle[0] == np.pi and np.cos(angle[80:]).min() > 0.99


def test_weights_that_do_not_exist_are_named():
    with pytest.raises(FileNotFoundError, match=r"nada\.json.*pendulo\.json"):
        saved_weights("nada")


# --- a página -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle():
    return pendulum_bundle(saved_weights(), sigma=0.05)


def test_the_page_needs_nothing_from_outside_and_leaves_a_picture(bundle):
    data, _ = bundle
    assert data.keys() == {"text/html", "text/plain"} and data["text/html"].count("data:image/png") == 1
    assert not re.search(r"https?://|\bimport\b[^.]*\bfrom\b|\bimport\(|url\(", data["text/html"])
    assert '"sigma":0.05' in data["text/html"].replace("&quot;", '"')
    # O iframe vem logo antes da figura: é assim que o estilo esconde a figura onde ele aparece.
    assert re.search(r"</iframe><img [^>]*alt=\"[^\"]{40,}\"", data["text/html"])
    assert f'alt="{data["text/plain"]}"' in data["text/html"]


def test_the_same_weights_give_the_same_page(bundle):
    assert pendulum_bundle(saved_weights(), sigma=0.05) == bundle


def test_with_nobody_watching_the_view_is_the_page_too(monkeypatch):
    view = PendulumView(saved_weights())
    assert "text/html" in view._repr_mimebundle_()[0]
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    assert "application/vnd.jupyter.widget-view+json" in view._repr_mimebundle_()[0]


def test_showing_displays_the_page(capsys):
    show_pendulum(saved_weights())
    assert "o agente sobe e termina em pé" in capsys.readouterr().out


# --- a célula de partida ------------------------------------------------------------------------------------------


def test_a_good_installation_says_so_without_versions(capsys):
    start.check_installation()
    text = capsys.readouterr().out
    assert "✗" not in text and text.endswith("Pode seguir.\n")
    assert metadata.version("torch") not in text


def test_the_details_tell_the_versions():
    assert f"  torch {metadata.version('torch')}" in start.report(details=True)


def fake(**versions):
    def version_of(name):
        found = versions.get(name, metadata.version(name))
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    return version_of


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"python": (3, 10, 2)}, r"✗ Python 3\.10\.2.*3\.11"),
        ({"version_of": fake(gymnasium="0.29.1")}, r"✗ gymnasium 0\.29\.1.*>=1\.0.*%pip install \"gymnasium<"),
        ({"version_of": fake(anywidget=None)}, r"✗ falta o pacote anywidget.*%pip install"),
        ({"vscode": True, "version_of": fake(ipywidgets="8.1.9")}, r"! ipywidgets 8\.1\.9.*VS Code"),
        ({"cores": 1}, "! processador: 1 núcleo"),
    ],
)
def test_each_trouble_is_told_with_what_to_do(given, expected):
    good = {"cores": 2, "vscode": False}
    lines = start.report(**good | given)
    (told,) = [line for line in lines if line[0] in "✗!"]
    assert re.search(expected, told)
    assert lines[-1].startswith("Conserte" if told[0] == "✗" else "Pode seguir")


def test_a_graphics_card_is_named_with_when_it_pays():
    (told,) = [line for line in start.report(gpu="RTX 1") if "placa de vídeo" in line]
    assert re.search(r"✓ placa de vídeo: RTX 1\..*pequenas.*device=\"cuda\"", told)


def test_a_clone_that_was_not_installed_is_checked_too(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    installed = {one.name for one in start.requirements()}
    monkeypatch.setattr(metadata, "requires", missing)
    assert {one.name for one in start.requirements()} == installed >= {"torch", "anywidget"}


def test_missing_files_are_told(monkeypatch):
    def lost(name):
        raise FileNotFoundError("Não achei.")

    monkeypatch.setattr(start, "course_file", lost)
    assert "✗ arquivos do curso: Não achei." in start.report(cores=2, vscode=False)


def test_on_colab_nothing_is_reinstalled_over_its_own(monkeypatch):
    monkeypatch.setitem(start.sys.modules, "google.colab", object())
    assert "pip" not in start.fix(Requirement("torch>=2.4"))
