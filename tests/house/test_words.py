"""The words of docs/glossary.md, and no others."""

import io
import re
import tokenize
from pathlib import Path

from tests.house.sources import ROOT, modules, name

FORBIDDEN = re.compile(r"(?i)(?:^|_|\b)(patients?)(?:_|\b)|Patient(?=[A-Z])")
FHIR_NAMES = ("healthdesk/fhir/", "healthdesk/sync/", "healthdesk/trials/")


def identifiers(module: Path) -> set[str]:
    with io.StringIO(module.read_text(encoding="utf-8")) as text:
        tokens = tokenize.generate_tokens(text.readline)
        return {token.string for token in tokens if token.type == tokenize.NAME}


def test_code_speaks_of_residents() -> None:
    ours = [m for m in modules("healthdesk", "ui", "main.py") if not name(m).startswith(FHIR_NAMES)]
    found = {name(module): set(filter(FORBIDDEN.search, identifiers(module))) for module in ours}
    assert {module: words for module, words in found.items() if words} == {}


def test_the_glossary_gives_each_term_one_line() -> None:
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    terms = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    assert len(terms) == len(set(terms))
