"""`main.py words`: which sentences of the window or words of the forms and rules have no English yet.

And which English has no sentence any more.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ui.kit.language import ENGLISH, IN, read_words
from ui.trials import form_wording

WINDOW = Path(__file__).resolve().parents[1]
MARKS = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""Who marks a sentence, and at which of its arguments."""

_PLACE = re.compile(r"{[^}]*}")


def sentences() -> dict[str, str]:
    """Every sentence of the window, and the first file it stands in."""
    found: dict[str, str] = {}
    for file in sorted(WINDOW.rglob("*.py")):
        if "trials" not in file.parts:
            for text in _marked(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(text, file.relative_to(WINDOW.parent).as_posix())
    return found


def places(text: str) -> list[str]:
    """The places in a sentence that are filled in: both languages must have the same."""
    return sorted(_PLACE.findall(text))


def missing() -> dict[str, str]:
    """Sentences without English, and where they stand."""
    known = read_words(ENGLISH)
    return {text: file for text, file in sentences().items() if text not in known}


def unused() -> tuple[str, ...]:
    """English whose sentence is in the window no more."""
    said = sentences()
    return tuple(text for text in read_words(ENGLISH) if text.rpartition(IN)[2] not in said)


def main(arguments: Sequence[str]) -> int:
    """Print what is to be done in resources/words; 1 when a sentence or a word of a form is missing."""
    parser = argparse.ArgumentParser(prog="main.py words", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    wishes = parser.parse_args(list(arguments[1:]))
    open_ones = missing() | form_wording.missing()
    old_ones = (*unused(), *form_wording.unused())
    if wishes.json:
        sys.stdout.write(json.dumps({"missing": open_ones, "unused": old_ones}, ensure_ascii=False) + "\n")
        return 1 if open_ones else 0
    for text, file in open_ones.items():
        sys.stdout.write(f'missing {json.dumps(text, ensure_ascii=False)}: "",  {file}\n')
    for text in old_ones:
        sys.stdout.write(f"unused {json.dumps(text, ensure_ascii=False)}\n")
    sys.stdout.write(f"{len(open_ones)} missing, {len(old_ones)} unused\n")
    return 1 if open_ones else 0


def _marked(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = MARKS.get(name)
            if at is not None and len(node.args) > at:
                text = node.args[at]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value
