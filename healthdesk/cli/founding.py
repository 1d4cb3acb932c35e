"""`init`: make a store, empty or with a synthetic centre."""

import argparse
from datetime import date

from healthdesk.base.clock import Clock, FixedClock, SystemClock
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, day, folder, one_or_more, password
from healthdesk.cli.output import Output, ProgressLine, counted
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.trials import centre
from healthdesk.trials.centre import Summary

FIRST_LOGIN = "admin"
CENTRE, PHONE, WORKSTATION = "幸福路社区卫生服务中心", "010-00000000", "1 号工作站"


def add_options(parser: argparse.ArgumentParser) -> None:
    """--demo, --seed, --as-of, --years and the names of centre and workstation."""
    add_store(parser, user=FIRST_LOGIN)
    parser.add_argument("--demo", type=one_or_more, metavar="N", help="a synthetic centre of N residents")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same centre (default 1)")
    parser.add_argument(
        "--as-of", type=day, metavar="DATE", help="the day the centre is shown (default today)"
    )
    parser.add_argument("--years", type=one_or_more, default=2, help="length of the histories (default 2)")
    parser.add_argument("--centre", default=CENTRE, help=f"name of the centre (default {CENTRE})")
    parser.add_argument(
        "--phone", default=PHONE, help=f"telephone of the centre, printed on referrals (default {PHONE})"
    )
    parser.add_argument(
        "--workstation", default=WORKSTATION, help=f"name of this workstation (default {WORKSTATION})"
    )
    parser.add_argument(
        "--number",
        type=int,
        choices=range(1, 100),
        default=1,
        metavar="1-99",
        help="number of this workstation (default 1)",
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Found the store; the named user becomes its first administrator."""
    login = FIRST_LOGIN if options.user is None else options.user
    start = FirstStart(
        centre=options.centre,
        workstation=options.workstation,
        login=login,
        full_name=login,
        password=password(),
        centre_phone=options.phone,
        workstation_number=options.number,
    )
    place = folder(options)
    desk = Desk.found(place, start, Environment(clock=_clock(options.as_of)))
    try:
        summary = _fill(desk, options, out) if options.demo else None
    finally:
        desk.close()
    residents = summary.residents if summary else 0
    out.document({"store": str(place), "user": login, "residents": residents})
    out.line(f"Store made in {place} with {counted(residents, 'residents')}; administrator {login}")
    return exits.DONE


def _fill(desk: Desk, options: argparse.Namespace, out: Output) -> Summary:
    return centre.build(
        desk.database,
        residents=options.demo,
        seed=options.seed,
        as_of=desk.clock.today(),
        years=options.years,
        progress=ProgressLine(out),
    )


def _clock(as_of: date | None) -> Clock:
    return FixedClock.on(as_of) if as_of else SystemClock()
