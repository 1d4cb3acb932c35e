"""Keys of the tasks beside a follow-up: registering somebody, a referral on paper."""

from pathlib import Path

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from healthdesk.base import pinyin
from healthdesk.domain.identity import check_character
from ui.screens.referral.screen import ReferralScreen
from ui.shell import Shell
from ui.trials.keys import KeyFigure, Typist, a_doctors_desk, focus, follow_ups, returning_residents

TYPED_BUDGET, CARD_BUDGET, REFERRAL_BUDGET = 66, 31, 2
"""Keys as they are; the seconds of workstation.md 5 are tested beside them (45 s and 15 s to register)."""

NAME, ANOTHER, ADDRESS = "王秀英", "刘玉兰", "幸福里"
HOUSE, PHONE = "3-2-501", "16000005521"


def measure(folder: Path) -> tuple[KeyFigure, ...]:
    """Every task on a synthetic centre founded in the empty `folder`. A QApplication must be there."""
    with a_doctors_desk(folder) as (shell, desk):
        return (
            *follow_ups(shell, desk),
            register_typed(shell),
            register_by_card(shell),
            referral_preview(shell, returning_residents(desk)[0]),
        )


class InputMethod:
    """Chinese words through pinyin: a key for each letter, and one to choose what is offered."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist

    def write(self, words: str) -> None:
        """Commit `words` to whatever has the focus."""
        self._typist.keys += len("".join(pinyin.spellings(words)[0])) + 1
        event = QInputMethodEvent()
        event.setCommitString(words)
        self._typist.act(lambda: QApplication.sendEvent(self._typist.here(), event))


def number(born: str) -> str:
    """An identity number of nobody, female, with the birth date as eight digits."""
    body = f"330199{born}022"
    return body + check_character(body)


def register_typed(shell: Shell) -> KeyFigure:
    """Name, number, telephone, address; sex and birth date come from the number."""
    typist = Typist(shell)
    words = InputMethod(typist)
    typist.think()
    typist.press("Ctrl+N")
    typist.wait_for(lambda: focus() == "name")
    words.write(NAME)
    typist.type("\n")
    typist.think()
    typist.type(number("19590312") + "\n")
    _rest_of_sheet(typist)
    typist.think()
    words.write(ADDRESS)
    typist.type(HOUSE)
    return _registered(shell, typist, "register-resident-typed", TYPED_BUDGET)


def register_by_card(shell: Shell) -> KeyFigure:
    """The card is read into the search box; nobody is found, and the number stands on the new sheet.

    Name and telephone are typed; the address, which a card may have out of date, is among what is left.
    """
    typist = Typist(shell)
    words = InputMethod(typist)
    shell.open("home")
    typist.think()
    typist.press("F3")
    typist.scan(number("19640507"))
    typist.wait_for(lambda: shell.found.answered == number("19640507"))
    typist.press("Ctrl+N")
    typist.wait_for(lambda: focus() == "name")
    words.write(ANOTHER)
    typist.type("\n\n")
    _rest_of_sheet(typist)
    return _registered(shell, typist, "register-resident-by-card", CARD_BUDGET)


def _rest_of_sheet(typist: Typist) -> None:
    """Sex and birth date are kept as the number says; the telephone."""
    typist.wait_for(lambda: focus() == "sex")
    typist.think()
    typist.type("\n\n")
    typist.think()
    typist.type(PHONE + "\n")


def _registered(shell: Shell, typist: Typist, name: str, budget: int) -> KeyFigure:
    """Saved, and the new record is open."""
    typist.press("Ctrl+Return")
    typist.wait_for(lambda: shell.current_place() == "record" and focus_name() == "record.tabs")
    return typist.figure(name, budget)


def referral_preview(shell: Shell, resident_id: str) -> KeyFigure:
    """From an open record to the first page on the screen."""
    shell.open("record", resident_id=resident_id)
    typist = Typist(shell)
    typist.wait_for(lambda: focus_name() == "record.timeline")
    typist.machine_seconds = 0.0
    typist.think()
    typist.press("Ctrl+R")
    typist.wait_for(lambda: shell.current_place() == "referral" and _has_pages(shell))
    return typist.figure("referral-preview", REFERRAL_BUDGET)


def focus_name() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget else ""


def _has_pages(shell: Shell) -> bool:
    screen = shell.stack.currentWidget()
    return isinstance(screen, ReferralScreen) and screen.preview.count > 0
