"""`sync`: synchronise with a platform."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from healthdesk.base.secrets import SystemSecrets
from healthdesk.cli import access, exits
from healthdesk.cli.opening import add_store, folder, opened
from healthdesk.cli.output import Output
from healthdesk.desk import Desk

EXIT_OF_STATE = {
    "in-step": exits.DONE,
    "waiting": exits.LEFT,
    "rejected": exits.LEFT,
    "conflict": exits.LEFT,
    "paused": exits.LEFT,
    "offline": exits.PLATFORM,
}

WHY = {
    "asked": "Synchronising is paused at this desk. Resume it in the window's sync centre.",
    "unreachable": "The platform does not answer. Everything stays queued here and is sent later.",
    "unclear": (
        "Something answered, but not as the platform does (a login page of the network, perhaps)."
        " Nothing counts as sent; check the network and the address."
    ),
    "overloaded": "The platform is overloaded. Everything stays queued here; try again later.",
    "untrusted": (
        "Whoever answered has a certificate that is not trusted here, so nothing was sent. If the platform"
        " changed its certificate, ask whoever runs it for the new --authority or --pin; if not, somebody may"
        " be listening. Everything stays queued."
    ),
    "unauthenticated": (
        "The platform does not know this workstation. Ask for new credentials; everything stays queued."
    ),
    "refused": "The platform turns this workstation away. Ask whoever runs it; everything stays queued.",
    "cloned": (
        "Another copy of this workstation has sent records. If the other one is gone, run once with"
        " --enrol-again; everything stays queued until then."
    ),
    "restored": "The platform was restored from a backup and is being asked what it still holds. Try again.",
    "unsafe-platform": (
        "The platform does not keep the promises that safe sending needs (versions, all-or-nothing)."
        " Nothing was sent; ask whoever runs it."
    ),
}
"""What stands in the way, for each reason of `sync.engine.Outcome`, and what to do."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """--platform URL."""
    add_store(parser)
    parser.add_argument(
        "--unattended", action="store_true", help="open with the key in the system's keyring, no password"
    )
    parser.add_argument(
        "--allow-unattended", choices=("yes", "no"), help="keep a copy of the key in the system's keyring"
    )
    parser.add_argument(
        "--enrol-again", action="store_true", help="this store is a copy: let it be a workstation of its own"
    )
    parser.add_argument("--platform", required=True, metavar="URL", help="base address of the FHIR server")
    access.add_options(parser)


def run(options: argparse.Namespace, out: Output) -> int:
    """One run: pull, apply, push; says what is left."""
    with _desk(options) as desk:
        if options.allow_unattended:
            desk.allow_unattended(SystemSecrets(), is_allowed=options.allow_unattended == "yes")
        if options.enrol_again:
            desk.platform.enrol_again()
        access.settle(options, desk)
        outcome = desk.platform.synchronise(options.platform)
    out.document(
        {
            "state": outcome.state,
            "sent": outcome.sent,
            "received": outcome.received,
            "waiting": outcome.waiting,
            "rejected": outcome.rejected,
            "conflicts": outcome.conflicts,
        }
    )
    if outcome.reason:
        out.line(WHY[outcome.reason])
    out.line(
        f"{outcome.state}: {outcome.sent} sent, {outcome.received} received, {outcome.waiting} waiting, "
        f"{outcome.rejected} rejected, {outcome.conflicts} conflicts"
    )
    return exits.PLATFORM if outcome.reason not in (None, "asked") else EXIT_OF_STATE[outcome.state]


@contextmanager
def _desk(options: argparse.Namespace) -> Iterator[Desk]:
    if not options.unattended:
        with opened(options) as desk:
            yield desk
        return
    desk = Desk.open_unattended(folder(options), SystemSecrets())
    try:
        yield desk
    finally:
        desk.close()
