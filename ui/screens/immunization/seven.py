"""The second check before the needle: name, age, vaccine, specification, dose, site and route, read aloud."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit import words
from ui.screens.immunization.pack import Pack
from ui.widgets.marks import IconLine


@dataclass(frozen=True, slots=True)
class AtTable:
    """Whom the dose is for and who stands around: `guardian` agreed today, `injector` holds the needle."""

    name: str = ""
    born: date | None = None
    age: str = ""
    guardian: str = ""
    injector: str = ""
    is_identified: bool = False


@dataclass(frozen=True, slots=True)
class Seven:
    """What is to be read aloud, as far as it is known. `title` is vaccine and dose."""

    who: AtTable
    pack: Pack
    title: str
    volume: str
    route: str
    site: str
    expires_on: date | None
    today: date


class SevenItems(QWidget):
    """Five lines; a tick where it is settled, a circle where something is still to be scanned or said."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card.seven")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._lines = tuple(IconLine(name=f"card.check.{at}") for at in range(5))
        for line in self._lines:
            column.addWidget(line)

    def show_items(self, said: Seven) -> None:
        """These, now."""
        person, product, way, _, people = self._lines
        who = self.tr("{name}  {age}").format(name=said.who.name, age=said.who.age)
        if not said.who.is_identified:
            who += self.tr("，还没在这里核对是谁")
        _line(person, who, is_settled=said.who.is_identified)
        specification = said.pack.specification or self.tr("规格见包装")
        _line(product, f"{said.title}  {specification}", is_settled=bool(said.pack.lot))
        volume = words.of_form(said.volume) or self.tr("剂量见说明书")
        how = f"{volume}  {words.of_form(said.route)}  {words.of_form(said.site)}"
        _line(way, how, is_settled=bool(said.site))
        self._show_pack(said)
        guardian = said.who.guardian
        agreed = self.tr("{guardian} 当面核对").format(guardian=guardian) if guardian else ""
        both = "  ".join(filter(None, (agreed, self.tr("接种者 {name}").format(name=said.who.injector))))
        _line(people, both, is_settled=bool(guardian))

    def _show_pack(self, said: Seven) -> None:
        day, pack = said.expires_on, said.pack
        if day is not None and day < said.today:
            self.complain(self.tr("已过有效期 {day}").format(day=day))
            return
        told = [self.tr("批号 {lot}").format(lot=pack.lot)] if pack.lot else []
        told += [self.tr("有效期至 {day}").format(day=day)] if day else []
        told += [pack.stock_words()] if pack.stock_words() else []
        is_settled = bool(pack.lot and day)
        _line(self._lines[3], "  ".join(told) or self.tr("还没扫疫苗"), is_settled=is_settled)

    def complain(self, sentence: str) -> None:
        """Why the pack was refused."""
        self._lines[3].show_line("incomplete", sentence, "danger")

    def ask(self, sentence: str) -> None:
        """What else the pack is to be scanned or typed for."""
        self._lines[3].show_line("attention", sentence, "ink")


def _line(line: IconLine, said: str, *, is_settled: bool) -> None:
    line.show_line("done" if is_settled else "to-do", said, "ink2")
