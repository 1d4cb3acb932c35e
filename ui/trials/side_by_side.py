"""`main.py tour --forms DIR`: filled forms, each as it stands on the screen and as it is printed."""

import sys
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QScrollArea

from healthdesk.base.paths import resources
from healthdesk.desk import Desk
from healthdesk.trials.filling_in import filled_in
from ui.shell import Shell
from ui.trials.stage import rest, shell_over, wait_for
from ui.widgets.paper import rendered

if TYPE_CHECKING:
    from healthdesk.domain.forms.filling import Filling

PAPER_SCALE = 1.5
"""Pixels to the point: a page is then about as wide as the form on the screen."""
MOST_PAGES = 9

GAP = 24
WIDE = 1366
_GROUND = QColor("#d8dce2")
_PAUSE_MS = 400
"""After the last change, until the sheet has been judged and drawn."""


class Shot(msgspec.Struct, frozen=True):
    """A form to be shown, about an invented person; `{"days_ago": 74}` is the day so long ago."""

    form: str
    programme: str
    born_days_ago: int
    name: str
    sex: str
    answers: dict[str, Any]


def shoot(desk: Desk, folder: Path, only: Collection[str] = ()) -> list[Path]:
    """A picture of each form (or of those in `only`), its screen at the left, its paper at the right."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    shots = msgspec.json.decode((resources() / "samples" / "filled-forms.json").read_bytes(), type=list[Shot])
    with shell_over(desk) as (shell, _):
        shell.resize(WIDE, shell.height())
        for number, shot in enumerate(shots, 1):
            if only and shot.form not in only:
                continue
            file = folder / f"{number:02d}-{shot.form}.png"
            _shown(desk, shell, shot).save(str(file))
            made.append(file)
            sys.stdout.write(f"{file}\n")
    return made


def _shown(desk: Desk, shell: Shell, shot: Shot) -> QImage:
    person = _registered(desk, shot)
    shell.open("visit", resident_id=person, programme=shot.programme, form=shot.form)
    wait_for(lambda: shell.stack.currentWidget().is_ready)  # type: ignore[attr-defined]  # the visit screen
    form = shell.stack.currentWidget().form  # type: ignore[attr-defined]  # the visit screen
    first = form.filling()
    proposed = ("class", first.form.next_date)
    form.take(filled_in(first, _dated(shot.answers, first.subject.today), proposed))
    form.changed.emit(form.filling())
    rest(_PAUSE_MS)
    filling: Filling = filled_in(form.filling(), {})
    screen = _whole(shell, form)
    record = desk.visits.sign(person, shot.programme, filling, is_incomplete=bool(filling.gaps()))
    return _beside(screen, rendered(desk.printing.visit(record.id), PAPER_SCALE, first=MOST_PAGES).images)


def _registered(desk: Desk, shot: Shot) -> str:
    born = desk.clock.today() - timedelta(days=shot.born_days_ago)
    filling = desk.residents.start()
    known = {"name": shot.name, "sex": shot.sex, "birth_date": born.isoformat(), "phone": "16000005521",
             "current_address": "幸福里 3 幢 2 单元 501"}  # fmt: skip
    for link_id, value in known.items():
        filling = filling.answer(link_id, value)
    return desk.residents.register(filling)


def _dated(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    return {
        key: (today - timedelta(days=value["days_ago"])).isoformat() if isinstance(value, dict) else value
        for key, value in answers.items()
    }


def _whole(shell: Shell, form: QScrollArea) -> QImage:
    """The window, high enough for everything on the sheet."""
    high = shell.height()
    while hidden := form.verticalScrollBar().maximum():
        shell.resize(WIDE, shell.height() + hidden)
        rest(_PAUSE_MS)
    image = shell.grab().toImage()
    shell.resize(WIDE, high)
    return image


def _beside(screen: QImage, pages: tuple[QImage, ...]) -> QImage:
    """The screen, and beside it the pages one below the other."""
    wide = screen.width() + GAP + max(page.width() for page in pages)
    high = max(screen.height(), sum(page.height() + GAP for page in pages) - GAP)
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.fill(_GROUND)
    painter = QPainter(picture)
    painter.drawImage(QPoint(0, 0), screen)
    top = 0
    for page in pages:
        painter.drawImage(QPoint(screen.width() + GAP, top), page)
        top += page.height() + GAP
    painter.end()
    return picture
