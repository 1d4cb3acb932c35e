"""The headless front end: reads the command line, runs one command, maps errors to exit codes."""

import argparse
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.output import Output

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("founding", "make a store, empty or with a synthetic centre"),
    "search": ("search", "find residents"),
    "due": ("due", "who is to be followed up"),
    "list": ("listing", "residents, visits, doses, referrals or enrolments"),
    "show": ("show", "one resident's record"),
    "cases": ("cases", "check decision cases"),
    "import": ("bring_in", "bring in residents from a table"),
    "record": ("record", "do what staff do, from a file of actions"),
    "print": ("printing", "print a referral as PDF"),
    "sync": ("sync", "synchronise with a platform"),
    "sandbox": ("sandbox", "run a FHIR server on this machine"),
    "backup": ("backup", "write a verified backup"),
    "restore": ("restore", "make a store from a backup"),
    "verify": ("verify", "check that a store is whole"),
    "journey": ("journey", "walk a working day and compare two workstations"),
    "bench": ("bench", "measure, beside the floor"),
}


class Command(Protocol):
    """What a module of this folder offers."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of the command."""
        ...

    def run(self, options: argparse.Namespace, out: Output) -> int:
        """Do it; returns the exit code. Raises errors of `base.errors`."""
        ...


def main(arguments: list[str]) -> int:
    """Run one command."""
    name = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    if name not in COMMANDS:
        return _usage(name)
    command = cast("Command", import_module(f"healthdesk.cli.{COMMANDS[name][0]}"))
    parser = argparse.ArgumentParser(prog=f"main.py {name}", description=COMMANDS[name][1])
    parser.add_argument(
        "--json", action="store_true", help="one JSON document on stdout, sentences on stderr"
    )
    command.add_options(parser)
    options = parser.parse_args(arguments[1:])
    out = Output(is_json=options.json)
    try:
        return command.run(options, out)
    except errors.HealthDeskError as error:
        return out.fail(exits.code(error), type(error).__name__, exits.sentence(error))
    except KeyboardInterrupt:
        return out.fail(exits.LEFT, "Interrupted", "Stopped. What was saved before stays saved.")
    except BrokenPipeError:
        return exits.DONE
    except Exception as error:  # noqa: BLE001  the outermost door: a bug gets its own exit code
        frames = "".join(traceback.format_tb(error.__traceback__))
        return out.fail(
            exits.BUG, type(error).__name__, f"A bug in this program ({type(error).__name__}).\n{frames}"
        )


def _usage(name: str) -> int:
    print("usage: main.py COMMAND [options]      (without a command the window opens)\n", file=sys.stderr)
    for command, (_, text) in COMMANDS.items():
        print(f"  {command:<9} {text}", file=sys.stderr)
    if name:
        print(f"\nThere is no command {name!r}.", file=sys.stderr)
        return exits.USAGE
    return exits.DONE
