"""A figura do README: um treino de verdade, que mostra o que o texto ao lado diz, e que cabe numa página."""

import re

import numpy as np
import pytest
from PIL import Image, ImageSequence
from support.prose import ROOT
from support.scripts import load_script

pytest.importorskip("wasmtime")
picture = load_script(ROOT / "ferramentas/gerar/pendulo_aprende.py")
ALT = re.search(rf"!\[(.+?)\]\(files/figuras/{picture.TARGET.name}\)", (ROOT / "README.md").read_text("utf-8"))[1]


def test_it_is_light_and_has_every_moment():
    assert picture.TARGET.stat().st_size < 500_000
    with Image.open(picture.TARGET) as film:
        lasts = sum(one.info["duration"] for one in ImageSequence.Iterator(film))  # o que não se move é um quadro só
        assert film.info["loop"] == 0
    assert lasts == len(picture.MOMENTS) * ((picture.SHOWN - 1) * picture.PACE + picture.REST)


def test_the_training_does_what_is_said_of_it():
    newborn, early, able, last = picture.moments()
    assert (np.cos(newborn.angles) < -0.95).all(), "fica pendurado"
    assert np.cos(early.angles).max() < 0 < np.ptp(np.sin(early.angles)) - 0.5, "só balança"
    for one in (able, last):
        assert (np.cos(one.angles[-20:]) > 0.95).all(), "fica em pé"
    assert [one.steps for one in (early, able, last)] == [
        int(n.replace(".", "")) for n in re.findall(r"\b(600|1\.400|2\.000)\b", ALT)
    ]
    totals = [total for _, total in last.episodes]
    assert totals[0] < -1750 and all(-150 < total < -50 for total in totals[-3:])
