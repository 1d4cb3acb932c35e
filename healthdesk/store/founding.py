"""The first rows of a new store."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from healthdesk.store import settings
from healthdesk.store.database import FILE_NAME
from healthdesk.store.settings import Installation


def install(session: Session, *, installation_id: str, number: int, name: str, made_at: datetime) -> None:
    """Who this workstation is."""
    session.add(Installation(id=installation_id, generation=1, number=number, name=name, made_at=made_at))


def settle(session: Session, centre: str, code: str, phone: str, villages: Sequence[str]) -> None:
    """What the whole centre shares."""
    values = {
        "centre.name": centre,
        "centre.code": code,
        "centre.phone": phone,
        "centre.villages": list(villages),
    }
    for name, value in values.items():
        settings.change(session, name, value)


def undo(folder: Path) -> None:
    """Take a half-made store away, so that the first start can be tried again."""
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "keys.json", "place.json"):
        (folder / name).unlink(missing_ok=True)
