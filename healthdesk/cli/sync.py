"""`sync`: synchronise with a platform."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from healthdesk.base.secrets import SystemSecrets
from healthdesk.cli import access, exits
from healthdesk.cli.opening import add_store, folder, opened
from healthdesk.cli.output import Output
from healthdesk.desk import Desk
from healthdesk.services.platform import Findings

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
    "outdated": (
        "The platform speaks only to a newer version of this program. Everything stays queued as it was"
        " written; update, and it is sent."
    ),
    "platform-full": ("The platform has no room left. Everything stays queued here; tell whoever runs it."),
    "incapable": (
        "The platform no longer takes requests of the kind it took before. Everything stays queued here; tell"
        " whoever runs it."
    ),
    "refused": "The platform turns this workstation away. Ask whoever runs it; everything stays queued.",
    "cloned": (
        "Another copy of this workstation has sent records. If the other one is gone, run once with"
        " --enrol-again; everything stays queued until then."
    ),
    "restored": "The platform was restored from a backup and is being asked what it still holds. Try again.",
    "unreadable-page": (
        "The platform has a page of records that nobody can read, each time: what lies behind it does not"
        " arrive. What is saved here is sent all the same; tell whoever runs the platform."
    ),
    "broken": "The program failed while synchronising; see the log. Everything stays queued; try again.",
    "unsafe-platform": (
        "The platform takes no Basic from this workstation, under our ids or its own; without one nobody can"
        " prove what arrived, so nothing was sent. Everything stays queued; have it allow Basic."
    ),
    "drops-extensions": (
        "The platform drops the extensions of what it is given, so records would come back incomplete and"
        " nothing was sent. Everything stays queued; ask whoever runs it to keep FHIR extensions."
    ),
}
"""What stands in the way, for each reason of `sync.standing.Outcome`, and what to do."""


MODES = {
    "full": "The platform takes each save whole and refuses stale versions: every save arrives exactly once.",
    "guarded": (
        "The platform does not refuse stale versions or take saves whole: each record is read before and"
        " checked after it is written; what two desks change at once becomes a conflict."
    ),
    "append-only": (
        "The platform keeps no history: what is there is never changed; corrections are sent as new"
        " records, changes of a resident as requests to whoever runs it."
    ),
    "server-ids": (
        "The platform gives ids of its own: they are kept beside ours, and each record is looked for before"
        " it is sent."
    ),
    "unsafe": "The platform takes no Basic or drops extensions, so nothing is sent.",
    "unknown": "The platform has not been tried yet.",
}
"""What each mode of `sync.behaviour.Mode` means for what is sent."""


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
    parser.add_argument(
        "--heal",
        action="store_true",
        help="compare all with the platform, id by id, and put both sides right",
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
        outcome = desk.platform.synchronise(options.platform, heals=options.heal)
        mode = desk.platform.state().mode
    document: dict[str, object] = {
        "state": outcome.state,
        "sent": outcome.sent,
        "received": outcome.received,
        "waiting": outcome.waiting,
        "rejected": outcome.rejected,
        "conflicts": outcome.conflicts,
        "mode": mode,
    }
    if options.heal:
        document["inventory"] = _inventory(outcome.findings)
    out.document(document)
    if outcome.findings:
        for line in _lines(outcome.findings):
            out.line(line)
    out.line(MODES[mode])
    if outcome.reason:
        out.line(WHY[outcome.reason])
    out.line(
        f"{outcome.state}: {outcome.sent} sent, {outcome.received} received, {outcome.waiting} waiting, "
        f"{outcome.rejected} rejected, {outcome.conflicts} conflicts"
    )
    if outcome.reason not in (None, "asked"):
        return exits.PLATFORM
    is_left = options.heal and not (outcome.findings and outcome.findings.is_whole)
    return exits.LEFT if is_left else EXIT_OF_STATE[outcome.state]


def _inventory(found: Findings | None) -> dict[str, object] | None:
    """Counts, and resources as Type/id (ids are random and say nothing of anybody); None: not come so far."""
    if found is None:
        return None
    return {
        "agreeing": found.agreeing,
        "unsent": found.unsent,
        "queued_again": [f"{type_}/{id_}" for type_, id_ in found.queued_again],
        "fetched": [f"{type_}/{id_}" for type_, id_ in found.fetched],
        "left": [f"{type_}/{id_}" for type_, id_ in found.left],
        "refused": list(found.refused),
    }


def _lines(found: Findings) -> Iterator[str]:
    yield f"compared: {found.agreeing} resources are the same here and there"
    if found.queued_again:
        yield f"The platform had lost, or had older, {len(found.queued_again)}: they were queued again."
    if found.fetched:
        yield f"The platform had, and this store had not, {len(found.fetched)}: they were fetched."
    if found.left:
        yield f"The platform has {len(found.left)} that cannot be read here. Ask whoever runs it."
    if found.refused:
        yield f"The platform does not list these, so they were not compared: {', '.join(found.refused)}"


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
