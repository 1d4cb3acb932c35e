"""`school-check`: what a child, or each child of a class list, lacks at school entry, and the plan."""

import argparse
from pathlib import Path

from healthdesk.cli import exits, files
from healthdesk.cli.opening import add_store, day, opened
from healthdesk.cli.output import Output, counted
from healthdesk.exchange import csv_tables
from healthdesk.services.school_checks import CheckedChild, Match
from healthdesk.services.school_list import class_rows, words


def add_options(parser: argparse.ArgumentParser) -> None:
    """A resident's id or a file, the day, and where the result of a list goes."""
    add_store(parser)
    parser.add_argument("who", metavar="ID|FILE", help="a resident's id, or the class list of a school")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day of the check, by default today")
    parser.add_argument(
        "-o",
        "--output",
        type=files.ending_in(files.CSV),
        metavar="FILE.csv",
        help="the result of a class list",
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Check one child, or each of a list; exit 3 when a line of it has to be looked at by a person."""
    with opened(options) as desk:
        if not Path(options.who).exists():
            return _told(desk.school_checks.check(options.who, options.on), out)
        lines = desk.school_checks.check_class(Path(options.who), options.on)
    if options.output is not None:
        files.require_place(options.output)
        csv_tables.write(options.output, words().columns, class_rows(lines))
    out.document(lines)
    out.table(words().columns, class_rows(lines))
    open_lines = [line for line in lines if line.match is not Match.FOUND]
    lacking = sum(1 for line in lines if line.child and not line.child.check.is_complete)
    out.line(f"{len(lines)} checked, {lacking} incomplete, {len(open_lines)} to be looked at")
    return exits.LEFT if open_lines else exits.DONE


def _told(child: CheckedChild, out: Output) -> int:
    out.document({**_plain(child), "complete": child.check.is_complete})
    said, check = words(), child.check
    out.table(
        ("vaccine", "dose", "lack", ""),
        ((one.title, one.number, said.lacks[one.lack], one.text) for one in check.lacking),
    )
    out.table(
        ("visit", "doses"),
        (
            (visit.on, said.joint.join(said.dose.format(title=d.title, number=d.number) for d in visit.doses))
            for visit in check.plan
        ),
    )
    out.line(f"{child.name} {said.result(check)}, {counted(len(check.plan), 'visits')}")
    return exits.DONE


def _plain(child: CheckedChild) -> dict[str, object]:
    return {
        "resident_id": child.resident_id,
        "name": child.name,
        "born": child.born,
        "on": child.check.on,
        "lacking": child.check.lacking,
        "plan": child.check.plan,
    }
