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


def take(session: Session, village: str, workstation: int, count: int) -> list[str]:
    """The next `count` 17-digit numbers of `village`; temporary `T` numbers when the blocks are used up.

    A temporary number is replaced when the platform gives a new block; the old one stays as an alias,
    for papers carry it.
    """
    numbers: list[str] = []
    blocks = select(NumberBlock).where(NumberBlock.village == village).order_by(NumberBlock.first)
    for block in session.scalars(blocks):
        while len(numbers) < count and block.next <= block.last:
            end = min(block.next + count - len(numbers), block.last + 1)
            numbers += _free(session, [f"{village}{serial:05d}" for serial in range(block.next, end)])
            block.next = end
    return numbers + _temporary(session, workstation, count - len(numbers))


def _temporary(session: Session, workstation: int, count: int) -> list[str]:
    if not count:
        return []
    block = session.get(NumberBlock, ("T", 1))
    if block is None:
        block = NumberBlock(village="T", first=1, last=LARGEST_SERIAL, next=1)
        session.add(block)
    first, block.next = block.next, block.next + count
    return [f"T{workstation:02d}{serial:05d}" for serial in range(first, block.next)]


def _free(session: Session, numbers: list[str]) -> list[str]:
    taken = set(session.scalars(select(Resident.archive_no).where(Resident.archive_no.in_(numbers))))
    return [number for number in numbers if number not in taken]
