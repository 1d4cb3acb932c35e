"""What the command line of the tour asks for."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.kit.language import CHINESE, LANGUAGES

WHOLE = 100
ABOUT = "the real screens over an invented centre, each saved as a picture"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for. `store` None: an invented centre, thrown away afterwards."""

    out: Path
    width: int
    height: int
    is_dark: bool
    store: Path | None
    user: str
    language: str = CHINESE
    percent: int = 100
    forms: Path | None = None
    clinic: Path | None = None
    only: frozenset[str] = frozenset()


def wishes_of(argv: Sequence[str]) -> Wishes:
    """Read, or refused with how it is meant."""
    parser = _parser()
    chosen = parser.parse_args([word for word in argv if word != "tour"])
    wide, _, high = chosen.size.partition("x")
    if not (wide.isdecimal() and high.isdecimal()):
        parser.error("--size needs two numbers, such as 1366x768")
    size = int(wide) * WHOLE // chosen.scale, int(high) * WHOLE // chosen.scale
    only = frozenset(filter(None, chosen.only.split(",")))
    return Wishes(
        chosen.out,
        *size,
        chosen.dark,
        chosen.store,
        chosen.user,
        chosen.language,
        chosen.scale,
        chosen.forms,
        chosen.clinic,
        only,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py tour", description=ABOUT)
    parser.add_argument("--out", type=Path, default=Path("out") / "tour", metavar="DIR")
    parser.add_argument("--size", default="1366x768", metavar="WxH", help="of the window (default 1366x768)")
    parser.add_argument("--dark", action="store_true", help="in the dark theme; the names end in -dark")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="walk this store; its password from HEALTHDESK_PASSWORD"
    )
    parser.add_argument("--user", default="admin")
    parser.add_argument("--language", choices=LANGUAGES, default=CHINESE, help="of the window")
    parser.add_argument(
        "--forms", type=Path, metavar="DIR", help="only filled forms, on screen and paper beside each other"
    )
    parser.add_argument(
        "--clinic", type=Path, metavar="DIR", help="only one child through the stations of the clinic"
    )
    parser.add_argument(
        "--scale", type=int, default=WHOLE, choices=range(WHOLE, 201), metavar="PERCENT", help="100 to 200"
    )
    parser.add_argument(
        "--only", default="", metavar="NAMES", help="of the pictures, with commas between them"
    )
    return parser
