"""`package`: the queue on a stick, for a centre without a network."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from healthdesk.base import errors
from healthdesk.cli import access, exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, counted
from healthdesk.services import packages
from healthdesk.services.credentials import checked, client_of
from healthdesk.store.keys import Hardness

PASSWORD = "HEALTHDESK_PACKAGE_PASSWORD"  # noqa: S105  the name of the variable, no password


def add_options(parser: argparse.ArgumentParser) -> None:
    """Write FILE --store DIR; send FILE --platform URL; receipt FILE --store DIR."""
    add_store(parser)
    parser.add_argument("step", choices=("write", "send", "receipt"), help="what to do with FILE")
    parser.add_argument("file", type=Path, metavar="FILE", help="the package, or its receipt")
    parser.add_argument("--platform", metavar="URL", help="send: base address of the FHIR server")
    access.add_options(parser)


def run(options: argparse.Namespace, out: Output) -> int:
    """One step of the way there and back."""
    if options.step == "send":
        return _send(options, out)
    with opened(options) as desk:
        if options.step == "write":
            packed = desk.packages.write(options.file, _password())
            out.document({"file": str(packed.file), "saves": packed.saves, "left": packed.left})
            out.line(
                f"{counted(packed.saves, 'saves')} packed into {packed.file}, {packed.left} left for later"
            )
            return exits.DONE
        arrived = desk.packages.receive(options.file, _password())
        waiting = desk.platform.state().waiting
    out.document({"arrived": arrived, "waiting": waiting})
    out.line(f"Arrived at the platform: {counted(arrived, 'saves')}; {waiting} still waiting")
    return exits.LEFT if waiting else exits.DONE


def _send(options: argparse.Namespace, out: Output) -> int:
    if not options.platform:
        raise errors.InvalidInput("platform", "required")
    how, secret = access.given(options)
    client = client_of(checked(options.platform), how, lambda: secret)
    try:
        sent = packages.send(client, options.file, _password(), Hardness())
    finally:
        client.close()
    out.document(
        {
            "receipt": str(sent.receipt),
            "done": sent.done,
            "refused": sent.refused,
            "left": sent.left,
            "reason": sent.reason,
        }
    )
    out.line(f"{counted(sent.done, 'saves')} there, {sent.refused} refused, {sent.left} left")
    out.line(f"Bring {sent.receipt} back to the workstation that wrote the package.")
    if sent.reason not in (None, "refused", "overtaken"):
        return exits.PLATFORM
    return exits.LEFT if sent.left or sent.refused else exits.DONE


def _password() -> str:
    """From the environment, or typed at the terminal; never from an argument. Raises InvalidInput."""
    known = os.environ.get(PASSWORD)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise errors.InvalidInput("password", "required")
    try:
        return getpass.getpass("Password of the package: ")
    except EOFError:
        raise errors.InvalidInput("password", "required") from None
