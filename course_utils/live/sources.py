"""O JavaScript das vistas: arquivos pequenos, que viram um módulo só, como o anywidget quer, ou uma página."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PANEL_STYLES = ("colors.css", "panel.css", "panel_scene.css")

_PAGE = Path(__file__).parent / "page"
_IMPORT = re.compile(r'^import \{\s*\w+(?:,\s*\w+)*,?\s*\} from "\./(\w+\.js)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (?P<name>\w+)", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

_SRCDOC = """<!DOCTYPE html><html lang="pt-BR"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>html {{ color-scheme: light; }} body {{ margin: 0; }}
{css}</style><body><script type="module">
{js}
mount(document.body, {options});
// O iframe fica da altura do que está dentro; se a página de fora não deixa, há a barra de rolagem.
new ResizeObserver(() => {{
  try {{ frameElement.style.height = `${{Math.ceil(document.body.getBoundingClientRect().height)}}px`; }} catch {{}}
}}).observe(document.body);
</script></body></html>"""

#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica o que está depois dele. O
#: mesmo `color-scheme` dentro e fora deixa o iframe transparente: com dois, o navegador o pintaria de branco.
_FRAME = """<style>iframe.vista-da-pagina {{ width: 100%; height: 620px; border: 0; color-scheme: light; }}
iframe.vista-da-pagina + img {{ display: none; }}</style>
<iframe class="vista-da-pagina" title="{title}" srcdoc="{srcdoc}"></iframe>{still}"""


#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica a figura. O mesmo
#: `color-scheme` dentro e fora deixa o iframe transparente: com dois, o navegador o pintaria de branco.
PAGE = """<style>iframe.pendulo-vivo {{ width: 100%; height: 450px; border: 0; color-scheme: light; }}
iframe.pendulo-vivo ~ :is(img, p) {{ display: none; }}</style>
<iframe class="pendulo-vivo" title="Pêndulo interativo" srcdoc="{srcdoc}"></iframe>{still}"""


def module(entry: str) -> str:
    """O código do arquivo `entry` e de tudo o que ele importa, num módulo só: cada um depois dos que importa.

    Sem os `import` nem os `export`, os arquivos se enxergam; fica só o `export default` de `entry`. Erro: `ValueError`,
    se os `import` dão uma volta, se dois arquivos declaram o mesmo nome, ou se há uma linha que não cabe num módulo só.
    """
    parts: dict[str, str] = {}
    owners: dict[str, str] = {}

    def add(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"Os `import` dão uma volta: {' → '.join([*path[path.index(name) :], name])}.")
        if name in parts:
            return
        text = source(name)
        for other in _IMPORT.findall(text):
            add(other, (*path, name))
        for declared in _DECLARED.findall(text):
            if owners.setdefault(declared, name) != name:
                raise ValueError(
                    f"`{declared}` está em {owners[declared]} e em {name}: num módulo só, um some no outro."
                )
        parts[name] = _bare(name, text, entry)

    add(entry, ())
    return "\n".join(parts.values())


def enclosed(name: str, entry: str) -> str:
    """O módulo de `entry` dentro de uma função `name`, que devolve o `export default` dele.

    Assim o mesmo texto serve à página e, por `toString`, a um Web Worker feito de um blob.
    """
    code, found = re.subn(r"^export default ", "return ", module(entry), flags=re.MULTILINE)
    if found != 1:
        raise ValueError(f"{entry} precisa de um `export default`: é o que a função `{name}` devolve.")
    return f"function {name}() {{\n{code}\n}}"


def _bare(name: str, text: str, entry: str) -> str:
    """O texto de um arquivo sem os `import` e sem a palavra `export`."""
    text = re.sub(r"^export (?!default|[{*])", "", _IMPORT.sub("", text), flags=re.MULTILINE)
    for line in _LEFT_OVER.findall(text):
        if not (name == entry and line.startswith("export default")):
            raise ValueError(f"{name}: num módulo só não cabe a linha `{line}`.")
    return text


def styles(*names: str) -> str:
    """O CSS dos arquivos `names`, na ordem."""
    return "\n".join(map(source, names))


def source(name: str) -> str:
    """O texto de um arquivo de `page/`."""
    return (_PAGE / name).read_text(encoding="utf-8")


def page_of(css: str, js: str, options: dict[str, Any]) -> str:
    """Uma página que se basta: `css`, `js` e, no corpo, o que o `mount` do módulo faz com `options`."""
    text = json.dumps(options, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return _SRCDOC.format(css=css, js=js, options=text)


def framed(title: str, srcdoc: str, still: str) -> str:
    """A página `srcdoc`, já escapada, num iframe; `still` é o `<img>` que fica onde scripts não rodam."""
    return _FRAME.format(title=title, srcdoc=srcdoc, still=still)
