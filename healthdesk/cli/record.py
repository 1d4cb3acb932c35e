"""`record`: do what staff do at the desk, from a file of actions."""

import argparse
from pathlib import Path

from healthdesk.base import canonical, errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output
from healthdesk.trials.actions import Done, perform


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE.json."""
    add_store(parser)
    parser.add_argument("file", type=Path, metavar="FILE.json", help="a list of actions")


def run(options: argparse.Namespace, out: Output) -> int:
    """Perform each action; 3 when some were refused."""
    actions = read(options.file)
    with opened(options) as desk:
        results = perform(desk, actions)
    out.document([as_json(one) for one in results])
    out.table(
        ("action", "id", "class", "next", "refused"),
        ((one.action, one.id, one.grade, one.next, one.refused) for one in results),
    )
    refused = sum(one.refused is not None for one in results)
    out.line(f"{len(results) - refused} done, {refused} refused")
    return exits.LEFT if refused else exits.DONE


def read(file: Path) -> list[dict[str, object]]:
    """The actions of a file. Raises InvalidInput when it cannot be read as a list of objects."""
    try:
        actions = canonical.decode(file.read_bytes())
    except (OSError, ValueError):
        raise errors.InvalidInput("file", "unreadable") from None
    if not isinstance(actions, list) or not all(isinstance(one, dict) for one in actions):
        raise errors.InvalidInput("file", "not-a-list-of-actions")
    return actions


def as_json(one: Done) -> dict[str, object]:
    """The documented fields of a result."""
    return {
        "action": one.action,
        "id": one.id,
        "class": one.grade,
        "next": one.next,
        "refused": None
        if one.refused is None
        else {"field": one.refused.field, "reason": one.refused.reason},
    }
