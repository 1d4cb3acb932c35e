"""Find residents by name, pinyin, identity number, telephone, archive number and address."""

from collections.abc import Iterable

from sqlalchemy import Index, String, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.store.base import Base
from healthdesk.store.residents import Resident


class SearchKey(Base):
    """One way to reach a resident: a range over (kind, key) answers a prefix."""

    __tablename__ = "search_key"
    __table_args__ = (Index("ix_search_key_resident", "resident_id"), {"sqlite_with_rowid": False})

    kind: Mapped[str] = mapped_column(String(2), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    resident_id: Mapped[str] = mapped_column(String(36), primary_key=True)


def index(session: Session, residents: Iterable[Resident]) -> None:
    """Make the keys of `residents` anew; called for every resident that is written."""
    connection = session.connection()
    for resident in residents:
        connection.execute(delete(SearchKey).where(SearchKey.resident_id == resident.id))
        rows = [{"kind": kind, "key": key, "resident_id": resident.id} for kind, key in sorted(keys_of(resident))]
        connection.execute(insert(SearchKey), rows)


def keys_of(resident: Resident) -> set[tuple[str, str]]:
    """Every (kind, key) under which a resident is found."""
    return {("n", resident.name)}


def index_new(session: Session, residents: Iterable[Resident]) -> None:
    """The keys of residents that were never indexed before, in one statement."""
    rows = [
        {"kind": kind, "key": key, "resident_id": resident.id}
        for resident in residents
        for kind, key in sorted(keys_of(resident))
    ]
    if rows:
        session.connection().execute(insert(SearchKey), rows)
