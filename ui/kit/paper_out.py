"""What a screen asks for when a paper is to leave the program; the shell sees it through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper. `make` draws its PDF off the main thread; the service audits it as printing.

    `key` names the very paper, never a person by name: what is being printed is not begun a second time.
    `name` is its kind: the file is called after it, and its printer is remembered by it. `doses` are the
    lines of a booklet, which count as printed once it was handed out; `is_exact`: not fitted to the sheet
    in the printer. `points` are width and height of a page at 72 to the inch, where they are known: the
    printer is asked for that sheet unless another was chosen before.
    """

    key: str
    name: str
    make: Callable[[], bytes]
    resident_id: str = ""
    doses: tuple[str, ...] = ()
    is_exact: bool = False
    points: tuple[float, float] = (0, 0)


class PaperOut(Protocol):
    """The ways out. Both go on while other screens are shown."""

    def put_on_paper(self, sheet: Sheet) -> None:
        """To the printer a person picks."""
        ...

    def save(self, sheet: Sheet) -> None:
        """Into a file of the person's choice."""
        ...
