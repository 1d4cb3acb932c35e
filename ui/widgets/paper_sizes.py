"""On which size a kind of paper is wanted: what was chosen last on this workstation, for each kind."""

from pathlib import Path

from ui.kit.memory import Memory

_A4, _A5 = "A4", "A5"


class PaperSizes:
    """It is the printer's tray that decides, and not the centre."""

    def __init__(self, folder: Path) -> None:
        self._memory = Memory(folder / "printer.ini")

    def is_a5(self, kind: str) -> bool:
        """Whether that kind of paper was last wanted on A5; at first it is A4."""
        return self._memory.text(f"size/{kind}") == _A5

    def remember(self, kind: str, *, is_a5: bool) -> None:
        """For the next paper of the kind."""
        self._memory.remember(f"size/{kind}", _A5 if is_a5 else _A4)


def named(title: str, *, is_a5: bool) -> str:
    """The name of a paper by which its printer is remembered: A5 lies in another tray, or another printer."""
    return f"{title} {_A5}" if is_a5 else title
