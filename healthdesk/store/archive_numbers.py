"""Archive numbers from the blocks that this workstation alone may use (archive-chronic/01 section 2)."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.store.base import Base
from healthdesk.store.residents import Resident

SERIALS_PER_WORKSTATION = 1_000
LARGEST_SERIAL = 99_999


class NumberBlock(Base):
    """Serials of archive numbers that only this workstation may give out, per village (12 digits)."""

    __tablename__ = "number_block"

    village: Mapped[str] = mapped_column(String(12), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    next: Mapped[int]


def reserve(session: Session, village: str, workstation: int) -> None:
    """The block of serials that workstation number `workstation` (1 to 99) has in `village`."""
    first = (workstation - 1) * SERIALS_PER_WORKSTATION + 1
    last = min(first + SERIALS_PER_WORKSTATION - 1, LARGEST_SERIAL)
    session.add(NumberBlock(village=village, first=first, last=last, next=first))


def take(session: Session, village: str, workstation: int) -> str:
    """The next 17-digit number of `village`, or a temporary `T` number when the blocks are used up.

    A temporary number is replaced when the platform gives a new block; the old one stays as an alias,
    for papers carry it.
    """
    for block in session.scalars(
        select(NumberBlock).where(NumberBlock.village == village).order_by(NumberBlock.first)
    ):
        while block.next <= block.last:
            number = f"{village}{block.next:05d}"
            block.next += 1
            if not _is_taken(session, number):
                return number
    return _temporary(session, workstation)


def _temporary(session: Session, workstation: int) -> str:
    block = session.get(NumberBlock, ("T", 1))
    if block is None:
        block = NumberBlock(village="T", first=1, last=LARGEST_SERIAL, next=1)
        session.add(block)
    number = f"T{workstation:02d}{block.next:05d}"
    block.next += 1
    return number


def _is_taken(session: Session, number: str) -> bool:
    return (
        session.scalars(select(Resident.id).where(Resident.archive_no == number).limit(1)).first() is not None
    )
