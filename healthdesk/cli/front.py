"""The headless front end: reads the command line, runs one command, maps errors to exit codes."""

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import NoReturn, Protocol, cast

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.output import Output

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("founding", "make a store, empty or with a synthetic centre"),
    "search": ("search", "find residents"),
    "due": ("due", "who is to be followed up"),
    "recall": ("recall", "who is to be called for a dose"),
    "school-check": ("school_check", "what a child or a class lacks at school entry, and the catch-up plan"),
    "list": ("listing", "all of one kind: residents, visits, doses, referrals …"),
    "show": ("show", "one resident's record"),
    "quality": ("quality", "records worth a look, and a sample to telephone"),
    "stock": ("stock", "vaccines on hand, the stock book, who had a lot, temperatures"),
    "cases": ("cases", "check decision cases"),
    "forms": ("forms", "every form, its items beside the specification"),
    "schedule": ("schedule", "the immunization schedule of a centre and its switches"),
    "forecast": ("forecast", "judge doses and say what comes, FHIR Parameters in and out"),
    "import": ("bring_in", "bring in residents from a table"),
    "record": ("record", "do what staff do, from a file of actions"),
    "print": ("printing", "referrals, records, forms, notices and labels as PDF"),
    "sync": ("sync", "synchronise with a platform"),
    "package": ("packages", "the queue on a stick: write, send, take the receipt"),
    "sandbox": ("sandbox", "run a FHIR server on this machine"),
    "backup": ("backup", "write a verified backup"),
    "restore": ("restore", "make a store from a backup"),
    "verify": ("verify", "check that a store is whole"),
    "journey": ("journey", "walk a working day and compare two workstations"),
    "bench": ("bench", "measure, beside the floor"),
}


BESIDE: Mapping[str, str] = {
    "tour": "a picture of each screen, over an invented centre",
    "words": "sentences and words that have no English yet",
}
"""What `main.py` gives to the window."""


class Command(Protocol):
    """What a module of this folder offers."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of the command."""
        ...

    def run(self, options: argparse.Namespace, out: Output) -> int:
        """Do it; returns the exit code. Raises errors of `base.errors`."""
        ...


class _WrongUsageError(Exception):
    """The words after the command do not make sense. Its text is argparse's, with the usage line."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong instead of ending the program, so that `--json` is kept then too."""

    def error(self, message: str) -> NoReturn:
        raise _WrongUsageError(f"{self.format_usage()}{self.prog}: {message}")


def main(arguments: list[str]) -> int:
    """Run one command."""
    name = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    out = Output(is_json="--json" in _options(arguments))
    out.settle_encoding()
    if name not in COMMANDS:
        return _overview(name, out)
    try:
        with _ended_as_interrupted():
            return _run(name, arguments[1:], out)
    except _WrongUsageError as wrong:
        return out.fail(exits.USAGE, "Usage", str(wrong))
    except errors.HealthDeskError as error:
        return out.fail(exits.code(error), type(error).__name__, exits.sentence(error))
    except KeyboardInterrupt:
        return out.fail(exits.LEFT, "Interrupted", "Stopped. What was saved before stays saved.")
    except BrokenPipeError:
        # Whoever read the lines has seen enough; what is left in the buffer goes nowhere at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    except Exception as error:  # noqa: BLE001  the outermost door: a bug gets its own exit code
        frames = "".join(traceback.format_tb(error.__traceback__))
        return out.fail(
            exits.BUG, type(error).__name__, f"A bug in this program ({type(error).__name__}).\n{frames}"
        )


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """`kill` is heard as Ctrl+C is, so that the servers and helpers a command has started end with it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(name: str, rest: list[str], out: Output) -> int:
    module, purpose = COMMANDS[name]
    command = cast("Command", import_module(f"healthdesk.cli.{module}"))
    parser = _Parser(prog=f"main.py {name}", description=purpose, add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true", help="show this and stop")
    parser.add_argument(
        "--json", action="store_true", help="one JSON document on stdout, sentences on stderr"
    )
    command.add_options(parser)
    if {"-h", "--help"} & set(_options(rest)):
        return _explain(parser.format_help(), out)
    return command.run(parser.parse_args(rest), out)


def _options(words: list[str]) -> list[str]:
    """The words before `--`; after it everything is meant as it stands."""
    return words[: words.index("--")] if "--" in words else words


def _overview(name: str, out: Output) -> int:
    purposes = {command: purpose for command, (_, purpose) in COMMANDS.items()} | dict(BESIDE)
    width = max(map(len, purposes))
    lines = ["usage: main.py COMMAND [options]", ""]
    lines += [f"  {command:<{width}} {purpose}" for command, purpose in purposes.items()]
    lines += [
        "",
        "main.py COMMAND --help says more. Without a command the window opens: --store DIR names its",
        "store, --demo makes a synthetic centre. HEALTHDESK_PASSWORD opens the store of a COMMAND.",
    ]
    if name:
        return out.fail(exits.USAGE, "Usage", "\n".join([*lines, "", f"There is no command {name!r}."]))
    return _explain("\n".join(lines), out)


def _explain(text: str, out: Output) -> int:
    out.document({"help": text})
    out.line(text)
    return exits.DONE
