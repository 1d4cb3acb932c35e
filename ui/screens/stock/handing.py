"""What leaves the screen of the stock: the list for counting, and who had a lot."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from healthdesk.services.recipients import RecipientRow
from healthdesk.services.stock_rows import LotRow
from ui.kit.i18n import translate
from ui.kit.navigator import Navigator
from ui.kit.paper_out import Sheet
from ui.kit.tasks import Tasks
from ui.screens.stock.papers import stock_paper
from ui.screens.stock.recipients_sheet import RecipientsSheet, recipients_paper

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Handing:
    """Each paper is drawn and audited off the main thread."""

    def __init__(self, screen: QWidget, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._screen = screen
        self._lot: LotRow | None = None
        self.people = RecipientsSheet(screen, tasks)
        self.people.put_on_paper.connect(self._print_people)

    def show_who(self, lot: LotRow) -> None:
        """Everybody who had this lot; the look is audited."""
        self._lot = lot
        desk = self._desk
        self._tasks.run(
            lambda: desk.recipients.of(lot.id),
            done=lambda rows: self._show(lot, rows),
            owner=self._screen,
        )

    def print_stock(self, rows: Sequence[LotRow]) -> None:
        """Every lot, with room for what is counted."""
        desk, centre = self._desk, self._navigator.seat.centre
        table = stock_paper(rows, desk.clock.today(), centre)
        name = translate("StockPaper", "疫苗库存盘点表")
        self._put("stock", name, lambda: desk.printing.table(table))

    def print_month(self, refrigerator_id: str, day: date) -> None:
        """The temperatures of a refrigerator in the month of that day."""
        desk = self._desk

        def make() -> bytes:
            return desk.immunization_papers.temperatures(desk.refrigerators.month(refrigerator_id, day))

        name = translate("StockPaper", "冷藏设备温度记录表")
        self._put(f"temperatures {refrigerator_id} {day:%Y-%m}", name, make)

    def _show(self, lot: LotRow, rows: tuple[RecipientRow, ...]) -> None:
        self.people.show_people(lot, rows)

    def _print_people(self) -> None:
        lot, desk, centre = self._lot, self._desk, self._navigator.seat.centre
        if lot is None:
            return

        def make() -> bytes:
            rows = desk.recipients.of(lot.id, is_unmasked=True)
            return desk.printing.table(recipients_paper(lot, rows, desk.clock.today(), centre))

        self._put(f"recipients {lot.id}", translate("Recipients", "受种者名单"), make)

    def _put(self, key: str, name: str, make: Callable[[], bytes]) -> None:
        self._navigator.paper.put_on_paper(Sheet(key, name, make))


def print_words(*, is_cold: bool) -> str:
    """What Ctrl+P puts on paper: the month of a refrigerator, or the list for counting."""
    if is_cold:
        return translate("StockPaper", "打印本月温度")
    return translate("StockPaper", "打印盘点表")
