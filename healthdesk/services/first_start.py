"""The first start of a new store: what the wizard asked, and the first rows made of it."""

from dataclasses import dataclass
from datetime import datetime

from healthdesk.base.ids import RandomIds
from healthdesk.domain.access import Role
from healthdesk.services.seat import Sitter
from healthdesk.store import archive_numbers, founding
from healthdesk.store.database import Database
from healthdesk.store.journal import Origin

SETTING_UP = Sitter("setup", "", "HealthDesk", Role.ADMINISTRATOR)
"""Who the journal names before the first account exists."""


@dataclass(frozen=True, slots=True)
class FirstStart:
    """The answers of the wizard. `villages` are 12-digit codes of the communities served."""

    centre: str
    workstation: str
    login: str
    full_name: str
    password: str
    role: Role = Role.ADMINISTRATOR
    centre_code: str = ""
    centre_phone: str = ""
    villages: tuple[str, ...] = ("110105009012",)
    workstation_number: int = 1
    platform_url: str = ""


def settle(database: Database, start: FirstStart, made_at: datetime) -> None:
    """Who this workstation is, what the centre shares, and the numbers it may give."""
    with database.writing("found", origin=Origin.LOCAL) as session:
        founding.install(
            session,
            installation_id=RandomIds().new(),
            number=start.workstation_number,
            name=start.workstation,
            made_at=made_at,
        )
        founding.settle(session, start.centre, start.centre_code, start.centre_phone, start.villages)
        for village in start.villages:
            archive_numbers.reserve(session, village, start.workstation_number)
