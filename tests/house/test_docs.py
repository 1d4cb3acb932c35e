"""What the documents point at is there."""

import re

from tests.house.sources import ROOT, name, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
TOP = ("healthdesk/", "ui/", "resources/", "tests/", "installer/", "docs/")


def test_every_link_leads_somewhere() -> None:
    texts = {document: document.read_text(encoding="utf-8") for document in DOCUMENTS}
    links = [(document, link) for document, text in texts.items() for link in LINK.findall(text)]
    assert [(name(document), link) for document, link in links if not (document.parent / link).exists()] == []


def test_every_path_that_is_named_exists() -> None:
    texts = {name(document): document.read_text(encoding="utf-8") for document in DOCUMENTS}
    named = {
        f"{where}: {path}" for where, text in texts.items() for path in re.findall(r"`([\w./-]+)`", text)
    }
    ours = {line for line in named if line.split(": ")[1].startswith(TOP)}
    assert {line for line in ours if not (ROOT / line.split(": ")[1]).exists()} == set()
