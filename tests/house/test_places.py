"""No file knows the machine it was written on; no file of data is unreadable."""

import json
import re
from pathlib import Path

from tests.house.sources import ROOT, name, tracked

BINARY = {".ttf", ".png", ".db", ".pdf", ".ico", ".gz"}
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/"
    r"|\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![.\d])"
    r"|\b[\w-]+\.(?:internal|local|corp|lan)\b(?!\()"
)
THIS_FILE = Path(__file__)


def test_no_machine_is_named() -> None:
    texts = [path for path in tracked() if path.suffix not in BINARY and path != THIS_FILE]
    found = {name(path): MACHINE.search(path.read_text("utf-8", "replace")) for path in texts}
    assert {path: match.group() for path, match in found.items() if match} == {}


def test_data_is_utf8_json_without_a_byte_order_mark() -> None:
    unreadable = [name(path) for path in tracked() if path.suffix == ".json" and not is_readable(path)]
    assert unreadable == []


def is_readable(path: Path) -> bool:
    try:
        json.loads(path.read_bytes().decode("utf-8"))  # refuses a byte-order mark
    except ValueError:
        return False
    return True


def test_the_top_level_is_as_laid_down() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert top <= {
        "healthdesk", "ui", "resources", "tests", "main.py", "pyproject.toml", "installer",
        "README.md", "README.zh-CN.md", "LICENSE", "NOTICE", "docs", ".ci", ".gitignore",
    }  # fmt: skip
