"""The papers of the immunization clinic by their kind, and where the printer puts the lines of a booklet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthdesk.services.immunization_papers import BookletPages
from ui.kit.memory import Memory

if TYPE_CHECKING:
    from healthdesk.desk import Desk

Drawn = bytes | BookletPages
"""A paper; of a booklet with the doses on it, which count as printed once it was handed out."""

RIGHT, DOWN = "booklet/right", "booklet/down"
STEP_MM = 0.5
BOOKLET, TRIAL = "booklet", "booklet-trial"
"""Every kind of a booklet's pages begins with the first word."""


class BookletOffset:
    """In millimetres, remembered on this workstation: it is the printer's, not the centre's."""

    def __init__(self, folder: Path) -> None:
        self._memory = Memory(folder / "printer.ini")

    def value(self) -> tuple[float, float]:
        """To the right, and down."""
        return self._read(RIGHT), self._read(DOWN)

    def move(self, right: int, down: int) -> tuple[float, float]:
        """So many steps further; the new offset."""
        moved = self._read(RIGHT) + right * STEP_MM, self._read(DOWN) + down * STEP_MM
        for key, value in zip((RIGHT, DOWN), moved, strict=True):
            self._memory.remember(key, str(value))
        return moved

    def _read(self, key: str) -> float:
        text = self._memory.text(key, "0")
        try:
            return float(text)
        except ValueError:  # somebody wrote into the file by hand
            return 0.0


def clinic_maker(desk: "Desk", args: Mapping[str, Any], offset: tuple[float, float]) -> Callable[[], Drawn]:
    """Draws the paper of the kind `clinic` for `resident_id`; a consent asks for its `vaccine`."""
    kind, resident_id = str(args["clinic"]), str(args["resident_id"])
    papers = desk.immunization_papers
    match kind:
        case "catch-up-plan":
            return lambda: papers.plan(resident_id)
        case "school-check":
            return lambda: papers.school(resident_id)
        case "consent":
            return lambda: papers.consent(resident_id, str(args["vaccine"]))
    return lambda: papers.booklet(
        resident_id, is_whole=kind == "booklet-whole", is_trial=kind == TRIAL, offset=offset
    )
