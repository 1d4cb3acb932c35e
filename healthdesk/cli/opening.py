"""The options and steps that every command on a store shares."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from healthdesk.base import errors, paths
from healthdesk.desk import Desk
from healthdesk.domain.forms.answers import as_date, is_month
from healthdesk.store.keys import KeyRing

FIRST_YEAR, LAST_YEAR = 1900, 2199
LAST_PORT = 65_535
PASSWORD = "HEALTHDESK_PASSWORD"  # noqa: S105  the name of the variable, no password


def add_store(parser: argparse.ArgumentParser, user: str = "the first administrator") -> None:
    """--store and --user; `user` is who is meant without the option."""
    parser.add_argument("--store", type=Path, default=None, metavar="DIR", help="the store folder")
    parser.add_argument("--user", default=None, metavar="U", help=f"login name (default: {user})")


def day(text: str) -> date:
    """A date of an option, YYYY-MM-DD, within the years that somebody can live in."""
    found = None if is_month(text) else as_date(text)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"not a date (YYYY-MM-DD): {text}")
    return found


def month(text: str) -> date:
    """A month of an option, YYYY-MM, as its first day; a day in it, YYYY-MM-DD, does too."""
    found = as_date(text)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"not a month (YYYY-MM): {text}")
    return found.replace(day=1)


def count(text: str) -> int:
    """A number of things of an option: 0 or more."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"not a number of 0 or more: {text}")
    return int(text)


def port(text: str) -> int:
    """A port of this machine; 0 is any that is free."""
    if count(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"not a port, 0 to {LAST_PORT}: {text}")
    return int(text)


def one_or_more(text: str) -> int:
    """The same, but not nothing."""
    if count(text) == 0:
        raise argparse.ArgumentTypeError("not a number of 1 or more: 0")
    return int(text)


def folder(options: argparse.Namespace) -> Path:
    """The store that is meant."""
    chosen: Path | None = options.store
    return chosen or paths.default_store()


def password() -> str:
    """From the environment, or typed at the terminal; never from an argument. Raises LoginFailed."""
    known = os.environ.get(PASSWORD)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise errors.LoginFailed()
    return getpass.getpass("Password: ", stream=sys.stderr)


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Desk]:
    """The store, open, with the named user at the desk; closed again afterwards."""
    place = folder(options)
    if not (place / "healthdesk.db").exists():
        raise errors.StoreAbsent(str(place))
    login = options.user or KeyRing(place).first_administrator()
    desk = Desk.open(place, login, password())
    try:
        yield desk
    finally:
        desk.close()
