"""Como citar o curso: `CITATION.cff` e `pyproject.toml` contam a mesma história, e os artigos são os do README."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CITATION = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)  # tudo é texto


def test_the_citation_agrees_with_the_package():
    assert CITATION["cff-version"] == "1.2.0" and CITATION["type"] == "software"
    assert CITATION["title"] == re.search(r"^# (.+)$", README, re.MULTILINE)[1]
    assert CITATION["authors"] == PROJECT["authors"]
    assert (CITATION["license"], CITATION["version"]) == (PROJECT["license"], PROJECT["version"])
    assert CITATION["repository-code"] == PROJECT["urls"]["Repository"]
    assert CITATION["message"] and "curso" in CITATION["abstract"]


def test_the_papers_are_those_the_readme_credits():
    papers = CITATION["references"]
    assert [(one["authors"][0]["family-names"], one["year"]) for one in papers] == [
        ("Lillicrap", "2015"),
        ("Plappert", "2017"),
    ]
    for one in papers:
        assert one["type"] and one["title"] and one["url"] in README
        assert [own["value"] for own in one["identifiers"]] == ["arXiv:" + one["url"].rsplit("/", 1)[1]]
