"""The store behind `main.py --demo`: an invented centre as it stands today, with 李慧 at the desk."""

import shutil
from pathlib import Path

from healthdesk.base import paths
from healthdesk.base.clock import SystemClock
from healthdesk.desk import Desk, FirstStart
from healthdesk.domain.access import Role
from healthdesk.trials import centre

LOGIN = "lihui"
PASSWORD = "demonstration"  # noqa: S105  it guards invented people
HELPER = "gaojie"
RESIDENTS = 3_000
MARK = "made-on"


def folder() -> Path:
    """Where the demonstration is kept: beside the default store, never in it."""
    return paths.default_store().with_name("demonstration")


def prepare(place: Path, residents: int = RESIDENTS) -> None:
    """Make today's demonstration in `place`, unless it is there already. Raises StorageError.

    Besides 李慧 a vaccinator belongs to it: who registers a child does not hold the needle.
    """
    start = FirstStart(
        centre="幸福路社区卫生服务中心",
        workstation="演示",
        login=LOGIN,
        full_name="李慧",
        password=PASSWORD,
        role=Role.ADMINISTRATOR,
        centre_phone="010-00000000",
    )
    today = SystemClock().today()
    if (place / MARK).exists() and (place / MARK).read_text() == today.isoformat():
        return
    shutil.rmtree(place, ignore_errors=True)
    desk = Desk.found(place, start)
    try:
        desk.accounts.add(login=HELPER, full_name="高洁", role=Role.VACCINATOR, password=PASSWORD)
        centre.build(desk.database, residents=residents, as_of=today)
    finally:
        desk.close()
    (place / MARK).write_text(today.isoformat())
