"""`record`: do what staff do at the desk, from a file of actions."""

import argparse
import codecs
from pathlib import Path

from healthdesk.base import canonical, errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output
from healthdesk.trials.actions import Done, RefusedField, action_name, perform


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE.json."""
    add_store(parser)
    parser.add_argument("file", type=Path, metavar="FILE.json", help="a list of actions")


def run(options: argparse.Namespace, out: Output) -> int:
    """Perform each action; 3 when some were refused, 5 when the store could not go on in the middle."""
    actions = read(options.file)
    results: list[Done] = []
    with opened(options) as desk:
        try:
            results.extend(perform(desk, actions))
        except errors.StorageError as error:
            return _broken_off(results, actions, error, out)
    _tell(results, out)
    refused = sum(one.refused is not None for one in results)
    out.line(f"{len(results) - refused} done, {refused} refused")
    return exits.LEFT if refused else exits.DONE


def _broken_off(
    results: list[Done], actions: list[dict[str, object]], error: errors.StorageError, out: Output
) -> int:
    """What was done before is saved and told; the rest is refused, so that nobody has to guess."""
    why = RefusedField("store", type(error).__name__)
    left = [Done(action_name(action), refused=why) for action in actions[len(results) :]]
    _tell([*results, *left], out)
    out.line(exits.sentence(error))
    out.line(f"{len(results)} of {len(actions)} actions were tried before that")
    return exits.code(error)


def _tell(results: list[Done], out: Output) -> None:
    out.document([as_json(one) for one in results])
    out.table(
        ("action", "id", "class", "next", "refused", "warning"),
        ((one.action, one.id, one.grade, one.next, one.refused, one.warning) for one in results),
    )


def read(file: Path) -> list[dict[str, object]]:
    """The actions of a file. Raises InvalidInput when it cannot be read as a list of objects."""
    try:
        actions = canonical.decode(file.read_bytes().removeprefix(codecs.BOM_UTF8))
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
        "warning": None
        if one.warning is None
        else {"field": one.warning.field, "reason": one.warning.reason},
    }
