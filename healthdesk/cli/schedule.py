"""`schedule`: the immunization schedule of a centre, its switches, and newer files of it."""

import argparse
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, counted
from healthdesk.desk import Desk
from healthdesk.domain.immunization.reading import ScheduleFault


def add_options(parser: argparse.ArgumentParser) -> None:
    """The folder of newer files, and switches with their reason."""
    add_store(parser)
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="newer files of the schedule")
    parser.add_argument("--set", metavar="KEY=VALUE", help="let another value of a switch count")
    parser.add_argument("--reason", default="", help="why the switch is changed")


def run(options: argparse.Namespace, out: Output) -> int:
    """Take in files, change a switch, or only tell; 1 for a file with a contradiction: the old one stays."""
    with opened(options) as desk:
        if options.set:
            key, _, value = options.set.partition("=")
            desk.schedules.choose(key, value, options.reason)
        code = _take_in(desk, options.folder, out) if options.folder else exits.DONE
        _tell(desk, out)
    return code


def _take_in(desk: Desk, folder: Path, out: Output) -> int:
    try:
        desk.schedules.take_in(folder)
    except ScheduleFault as fault:
        out.line(f"{fault.file}: {fault.fault}. Nothing was taken in; the schedule before stays.")
        return exits.WRONG
    return exits.DONE


def _tell(desk: Desk, out: Output) -> None:
    schedule = desk.schedule
    out.document(
        {
            "editions": [
                {"id": one.id, "title": one.title, "since": str(one.since)} for one in schedule.editions
            ],
            "settings": dict(schedule.settings),
            "fault": str(desk.schedules.fault) if desk.schedules.fault else None,
        }
    )
    for edition in schedule.editions:
        out.line(f"{edition.since} {edition.id} {edition.title}")
    for switch in schedule.switches:
        out.line(f"{switch.key} = {schedule.settings[switch.key]}  {switch.title}")
    newest = schedule.editions[-1]
    out.line(f"{counted(len(schedule.editions), 'editions')}, the newest {newest.id} since {newest.since}")
