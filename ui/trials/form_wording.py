"""What the national forms, the rules and the code lists say on the screen: all of it needs English."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from healthdesk.base import paths
from ui.kit.form_words import CHINESE
from ui.kit.language import ENGLISH, read_form_words

FILES = (
    "forms/*.json",
    "forms/layout/*.json",
    "forms/findings/*.json",
    "programmes/*.json",
    "immunization/*.json",
    "scales/*.json",
    "reporting/*.json",
    "growth/verdicts.json",
    "documents/cover-page.json",
    "documents/labels.json",
    "documents/referral-prefill.json",
    "platforms/*.json",
    "measures.json",
    "quality.json",
    "sensitive.json",
    "body-limits.json",
    "codes/*.csv",
)
UNSEEN = frozenset({"note", "about", "harmless", "words", "pinyin", "edition", "separator"})
"""Keys whose texts explain a file or recognise what somebody wrote; nobody reads them on a screen."""
SPOKEN_WORDS = "immunization"
"""There `words` are sentences of a rule."""
OF_THE_FILE = frozenset({"urn:healthdesk:source", "urn:healthdesk:difference"})
"""Extensions that say where a question of a form comes from."""


def texts() -> dict[str, str]:
    """Every Chinese text that can reach the screen, and the first file it stands in."""
    found: dict[str, str] = {}
    for pattern in FILES:
        for file in sorted(paths.resources().glob(pattern)):
            name = file.relative_to(paths.resources()).as_posix()
            for text in _of_table(file) if file.suffix == ".csv" else _of_json(file):
                found.setdefault(text, name)
    return found


def missing() -> dict[str, str]:
    """Texts without English, and where they stand."""
    known = read_form_words(ENGLISH)
    return {text: file for text, file in texts().items() if text not in known}


def unused() -> tuple[str, ...]:
    """English whose text is in no file any more."""
    said = texts()
    return tuple(text for text in read_form_words(ENGLISH) if text not in said)


def _of_table(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from (row[head] for head in ("code", "text") if CHINESE.search(row[head]))


def _of_json(file: Path) -> Iterator[str]:
    unseen = UNSEEN - {"words"} if file.parent.name == SPOKEN_WORDS else UNSEEN
    yield from _within(json.loads(file.read_text(encoding="utf-8")), unseen)


def _within(value: Any, unseen: frozenset[str]) -> Iterator[str]:
    match value:
        case str() if CHINESE.search(value):
            yield value
        case list():
            for one in value:
                yield from _within(one, unseen)
        case Mapping():
            if value.get("url") not in OF_THE_FILE:
                for key, one in value.items():
                    yield from () if key in unseen else _within(key, unseen)
                    yield from () if key in unseen else _within(one, unseen)
