"""O site do curso, lido pelo Sphinx. Quem junta as páginas e o chama é `ferramentas/construir_site.py`."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "extensoes"))

about = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "DDPG com ruído nos parâmetros"
author = "Os autores do curso"
copyright = "os autores do curso. Licença MIT"
version = release = about["version"]
language = "pt_BR"
locale_dirs = ["locale"]  # o que o tema diz, em português: ele mesmo não traz a tradução

extensions = ["myst_nb", "sphinx.ext.autodoc", "formulas", "docstrings", "vistas"]

# --- as páginas -----------------------------------------------------------------------------------------------------

nb_execution_mode = "off"  # os cadernos vão com as saídas que têm
nb_merge_streams = True
nb_number_source_lines = False
nb_code_prompt_show, nb_code_prompt_hide = "Mostrar o preparo", "Esconder o preparo"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "exclude-members": "LIMITS, STATE"}  # as tabelas internas ficam no código
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # os tipos já se leem na assinatura
add_module_names = False

# --- a aparência ----------------------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = project
html_favicon = "_static/pendulo.svg"
html_static_path = ["_static"]
html_css_files = ["curso.css"]
html_js_files = [("rolagem.js", {"defer": "defer"}), ("alturas.js", {})]
html_math_renderer = "formulas"
html_context = {"default_mode": "auto"}
html_show_sourcelink = False
html_copy_source = False
html_use_index = False  # a busca acha mais
html_theme_options = {
    "logo": {"text": "Curso de DDPG"},
    "icon_links": [{"name": "GitHub", "url": about["urls"]["Repository"], "icon": "fa-brands fa-github"}],
    "icon_links_label": "Atalhos",
    "search_bar_text": "Buscar no curso",
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_sidebars = {"index": [], "cenas": [], "docs/glossario": [], "docs/guia-do-instrutor": []}
