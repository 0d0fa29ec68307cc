"""O laboratório sem núcleo: uma página que treina sozinha, com o motor compilado num Web Worker.

Quem responde ao painel é `page/learner.js`, com as mesmas perguntas que `laboratory.py` atende. O que ele precisa
saber do curso (os ajustes, os intervalos, os rótulos, a faixa da turma) vem daqui, de onde o Python o tira.
"""

from __future__ import annotations

import base64
import functools
import json
import tomllib
from collections.abc import Sequence
from typing import Any

from ..ddpg import DDPG
from ..engine.choice import replaced
from ..engine.loading import WASM
from ..engine.run import ENVIRONMENTS, FACTORY, OBS_DIM, SETTINGS
from ..engine.text import edited
from ..exploration import ActionNoise, ParameterNoise
from ..saving.description import describe
from ..saving.names import EXPLORATIONS
from ..support.paths import course_file
from ..training import Trainer
from ..worlds import mountain_car
from .export import saved_weights
from .knobs import BODIES, HORIZONS, KINDS, KNOBS, PLACEBO, RANGES, SHOWN
from .reference import reference_band
from .sources import PANEL_STYLES, enclosed, module, styles

#: O que um treino da página tem, além dos ajustes vivos do `DDPG`, com os valores de fábrica.
OWN: dict[str, Any] = dict(batch_size=64, capacity=100_000, warmup=500, updates_per_step=1, normalize=None)
#: Os argumentos do `Trainer` que a página não tem; com outro valor, ela não serve.
ABSENT: dict[str, Any] = dict(actor=None, critic=None, encoder=None, normalizer=None, algorithm=DDPG)

#: Onde entram, no texto de uma página, o motor com quem treina, as escolhas dela, e a figura, se não se pode treinar.
MOTOR, OPTIONS, PICTURE = "/*motor*/", "/*escolhas*/", "<!--figura-->"

_PAGE = """<!DOCTYPE html><html lang="pt-BR"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>html {{ color-scheme: light dark; }} body {{ margin: 0; }}
.sem-motor {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44em; margin: 1em; }}
.figura {{ display: none; }} .sem-treino .figura {{ display: block; }}
{css}</style><body><div class="figura"><!--figura--></div><script type="module">
/*motor*/
{js}
mount(document.body, {{ ...motor, .../*escolhas*/ }}, learnerCode);
// O iframe fica da altura do que está dentro; se a página de fora não deixa pôr a mão nele, pede-se a ela.
new ResizeObserver(() => {{
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  try {{ frameElement.style.height = `${{height}}px`; }} catch {{ parent.postMessage({{ altura: height }}, "*"); }}
}}).observe(document.body);
</script></body></html>"""


def catalog() -> dict[str, Any]:
    """O que a página sabe do curso: os ajustes na ordem do motor, os valores de fábrica, os rótulos e a turma."""
    return {
        "live": [[kind.__name__, name, *kind.LIMITS[name]] for kind, name in SETTINGS],
        "factory": {**OWN, "hidden": list(FACTORY["hidden"])} | {name: FACTORY[name] for name in DDPG.LIMITS},
        "explorations": {name: next(iter(described(kind()).values())) for name, kind in EXPLORATIONS.items()},
        "environments": {
            env: {
                "kind": BODIES[env],
                "obs": size,
                "range": RANGES[BODIES[env]],
                "horizon": HORIZONS[BODIES[env]],
            }
            for env, size in zip(ENVIRONMENTS, OBS_DIM)
        },
        "lessons": {
            ENVIRONMENTS[0]: {"env": ENVIRONMENTS[0], "exploration": described(ParameterNoise())},
            mountain_car.ENV: {"env": mountain_car.ENV} | describe(mountain_car.SETTINGS),
        },
        "kinds": [[name, text, kind.__name__ if kind else None] for name, (text, kind) in KINDS.items()],
        "knobs": [one._asdict() | {"owner": kind.__name__, "own": name} for (kind, name), one in KNOBS.items()],
        "bands": {
            kind: [[round(x, 1) for x in point] for point in band] for kind in KINDS if (band := reference_band(kind))
        },
        "placebo": PLACEBO,
        "shown": SHOWN,
    }


def described(exploration: Any) -> dict[str, Any]:
    """Uma exploração por extenso, como numa gravação."""
    return describe({"exploration": exploration})["exploration"]


@functools.cache
def learner_code() -> str:
    """O código de quem treina, como uma função de JavaScript: a página o chama, ou o leva a um Web Worker."""
    return enclosed("learnerCode", "learner.js")


@functools.cache
def wasm() -> str:
    """O motor compilado, em base64."""
    return base64.b64encode(WASM.read_bytes()).decode()


@functools.cache
def motor() -> str:
    """O que é o mesmo em toda página que treina, em JavaScript: o `engine.wasm`, o curso e quem treina."""
    return f"globalThis.motor = {json_of({'wasm': wasm(), 'catalog': catalog()})};\n{learner_code()}"


def blank(entry: str, css: tuple[str, ...], title: str) -> str:
    """O texto de uma página que monta o que `entry` tem, com `MOTOR`, `OPTIONS` e `PICTURE` por preencher."""
    return _PAGE.format(title=title, css=styles(*css), js=module(entry))


def page(entry: str, css: tuple[str, ...], title: str, options: dict[str, Any], picture: str = "") -> str:
    """Uma página que se basta, com o motor dentro: o `mount` de `entry`, com `options`.

    - `picture`: o HTML que aparece onde o navegador não deixa treinar.
    """
    text = blank(entry, css, title)
    for mark, part in ((MOTOR, motor()), (OPTIONS, json_of(options)), (PICTURE, picture)):
        text = text.replace(mark, part, 1)
    return text


def json_of(told: Any) -> str:
    """JSON que pode ir dentro de um `<script>`."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def page_settings(trainer: Trainer) -> dict[str, Any] | None:
    """Os ajustes de um treino, por extenso, se a página os tem; senão, `None`.

    A página não tem redes, explorações nem ambientes de fora do curso, nem ajustes diferentes por réplica, nem funções
    do curso que alguém trocou.
    """
    if replaced() or edited():
        return None
    arguments = trainer.arguments
    if arguments["env"] not in ENVIRONMENTS or not all(
        type(one) in EXPLORATIONS.values() for one in trainer.explorations
    ):
        return None
    if any(arguments.get(name, usual) is not usual for name, usual in ABSENT.items()):
        return None
    words, known = describe(arguments), catalog()["factory"]
    settings = {name: words[name] for name in ("env", "seeds", "exploration", *known) if name in words}
    noises = [own for one in _listed(settings["exploration"]) for own in one.values()]
    numbers = [settings[name] for name in DDPG.LIMITS if name in settings] + [x for own in noises for x in own.values()]
    shaped = settings.get("normalize") is None or isinstance(settings["normalize"], list)
    if not shaped or any(not isinstance(x, (int, float)) for x in numbers) or len(trainer.seeds) > 64:
        return None
    return settings


def _listed(exploration: Any) -> list[dict[str, Any]]:
    return [] if exploration is None else exploration if isinstance(exploration, list) else [exploration]


def panel_options(trainer: Trainer) -> dict[str, Any] | None:
    """O que dizer a `panel_page.js` para o painel deste treino, do passo zero; `None`, se a página não o pode."""
    settings = page_settings(trainer)
    if settings is None:
        return None
    return {"settings": settings, "twins": len(trainer.seeds) == 2 and trainer.seeds[0] == trainer.seeds[1]}


def recordings() -> list[dict[str, Any]]:
    """As cenas, na ordem em que se mostram, aula por aula.

    Cada uma tem o que `files/gravacoes/cenas.toml` diz dela: `name`, `lesson`, `title`, `watch`, `bet`, `after`; se os
    corpos se movem com o ruído (`noisy`), como se chamam as réplicas (`names`), e se é um episódio gravado (`episode`)
    em vez de um treino que a página recomputa. Em `text`, o JSON de um ou de outro.
    """
    told = tomllib.loads(course_file("gravacoes/cenas.toml").read_text(encoding="utf-8"))["scene"]
    return [one | {"text": course_file(f"gravacoes/{one['name']}.json").read_text(encoding="utf-8")} for one in told]


def laboratory_page(recordings: Sequence[dict[str, Any]] = (), *, projected: bool = False) -> str:
    """O laboratório inteiro num arquivo só, que abre com um duplo clique e sem rede: `laboratorio.html`.

    - `recordings`: as cenas que vêm junto, como em `recordings()`; `text` é o JSON de uma gravação da página.
    - `projected`: se enche a janela, com letras que se leem do fundo da sala, como em `make demo`.
    """
    settings = catalog()["lessons"][ENVIRONMENTS[0]] | {"seeds": [0]}
    options = {"settings": settings, "recordings": list(recordings), "projected": projected}
    css = (*PANEL_STYLES, "player.css", "laboratory.css", "projected.css")
    return page("laboratory.js", css, "Laboratório de DDPG, sem internet", options)


def duo_page() -> str:
    """A porta do curso: um pêndulo que aprende na página, do zero, ao lado do que já sabe."""
    settings = {"env": ENVIRONMENTS[0], "seeds": [0], "exploration": described(ActionNoise())}
    options = {"settings": settings, "known": saved_weights("pendulo")}
    return page("duo.js", (*PANEL_STYLES, "duo.css"), "Um pêndulo que aprende", options)


def switches_page() -> str:
    """A porta da aula 03: um pêndulo que aprende na página, e dois interruptores, as redes-alvo e a memória."""
    settings = {"env": ENVIRONMENTS[0], "seeds": [0], "exploration": described(ActionNoise())}
    css = (*PANEL_STYLES, "switches.css")
    return page("switches.js", css, "Um pêndulo que aprende, com dois interruptores", {"settings": settings})
