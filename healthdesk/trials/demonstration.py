"""The store behind `main.py --demo`: an invented centre as it stands today, with 李慧 at the desk."""

import shutil
from pathlib import Path

from healthdesk.base.clock import SystemClock
from healthdesk.base.errors import Cancelled
from healthdesk.base.progress import Progress, Silence
from healthdesk.desk import Desk, FirstStart
from healthdesk.domain.access import Role
from healthdesk.services import reception
from healthdesk.trials import centre

LOGIN = "lihui"
PASSWORD = reception.DEMONSTRATION_PASSWORD
HELPER = "gaojie"
RESIDENTS = 3_000
TOLD_EVERY = 250
"""Residents between two looks at who watches: a second or less."""
MARK = reception.DEMONSTRATION_MARK


def prepare(place: Path, residents: int = RESIDENTS, progress: Progress | None = None) -> None:
    """Make today's demonstration in `place`, unless it is there already. Raises StorageError.

    `progress` counts the people; of one that is stopped nothing is left, and Cancelled is raised. Besides
    李慧 a vaccinator belongs to it: who registers a child does not hold the needle.
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
    watch = progress or Silence()
    shutil.rmtree(place, ignore_errors=True)
    desk = Desk.found(place, start)
    try:
        desk.accounts.add(login=HELPER, full_name="高洁", role=Role.VACCINATOR, password=PASSWORD)
        watch.step(0, residents)
        centre.build(desk.database, residents=residents, as_of=today, progress=watch, batch=TOLD_EVERY)
    finally:
        desk.close()
    if watch.is_cancelled:
        shutil.rmtree(place, ignore_errors=True)
        raise Cancelled
    (place / MARK).write_text(today.isoformat())
