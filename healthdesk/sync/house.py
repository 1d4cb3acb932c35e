"""Who writes: centre, place, staff and workstation are told once, and again when they change."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.fhir.house import House, Member
from healthdesk.store import settings, versions
from healthdesk.store.accounts import Account
from healthdesk.store.platform import Intent
from healthdesk.store.settings import Installation
from healthdesk.store.types import stamp
from healthdesk.sync.link import Link

KIND = "house"


def announce(link: Link) -> None:
    """Queue what the platform does not know yet, as one save; nothing is written when it knows all."""
    with link.database.reading() as session:
        if not _keeper(session, link).news:
            return
    with link.writing("Intent") as session:
        keeper = _keeper(session, link)
        saved = keeper.write()
        versions.intend(session.connection(), keeper.save, link.ids.new(), saved)


def told(session: Session) -> int:
    """How often the platform has been told so far."""
    acked = select(func.count()).select_from(Intent).where(Intent.kind == KIND, Intent.state == "acked")
    return session.scalar(acked) or 0


def _keeper(session: Session, link: Link) -> versions.Keeper:
    save = versions.Save(KIND, None, "local", "", stamp(link.clock.now()))
    keeper = versions.Keeper(session.connection(), save)
    house = _house(session, link)
    # A store that nobody has founded yet has nothing to tell.
    for made in link.mapper.house(house, keeper.body) if house.centre else ():
        keeper.take(None, made)
    return keeper


def _house(session: Session, link: Link) -> House:
    accounts = session.scalars(select(Account).order_by(Account.id))
    return House(
        station=link.station,
        name=session.get_one(Installation, link.station).name,
        centre=str(settings.value(session, "centre.name", "")),
        code=str(settings.value(session, "centre.code", "")),
        phone=str(settings.value(session, "centre.phone", "")),
        staff=[Member(one.id, one.full_name, one.is_active) for one in accounts],
    )
