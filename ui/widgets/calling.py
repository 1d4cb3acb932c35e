"""What came of a telephone call: one list, the likeliest answer first."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject

from healthdesk.services.calls import CallNoted, CallResult
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.places import Navigator
from ui.kit.tasks import Tasks

RESULTS = {
    CallResult.NOT_REACHED: QT_TRANSLATE_NOOP("Calling", "未接通"),
    CallResult.BOOKED: QT_TRANSLATE_NOOP("Calling", "约好"),
    CallResult.REACHED: QT_TRANSLATE_NOOP("Calling", "已通知"),
    CallResult.WRONG_NUMBER: QT_TRANSLATE_NOOP("Calling", "空号或错号"),
    CallResult.IN_HOSPITAL: QT_TRANSLATE_NOOP("Calling", "住院中"),
    CallResult.AWAY: QT_TRANSLATE_NOOP("Calling", "外出"),
    CallResult.REFUSED: QT_TRANSLATE_NOOP("Calling", "拒绝"),
}
DAYS_OFFERED = 7

Note = Callable[[str, CallResult, date | None], CallNoted]
"""Writes down what was said: of whom (the key of a list), the answer, the day agreed on."""


class Calling(QObject):
    """Offers the answers for one person of a list and keeps the one that is chosen through `note`."""

    def __init__(
        self, note: Note, today: Callable[[], date], tasks: Tasks, navigator: Navigator, owner: QObject
    ) -> None:
        super().__init__(owner)
        self._keep, self._today, self._tasks, self._navigator = note, today, tasks, navigator

    def offer(self, key: str, name: str) -> None:
        """All answers; a booking asks for its day next."""
        self._navigator.offer(
            [
                Action(
                    f"call.{result.value}",
                    self._title(name, result),
                    self._choice(key, name, result),
                    "phone",
                )
                for result in RESULTS
            ]
        )

    def _title(self, name: str, result: CallResult) -> str:
        return self.tr("{name}：{result}").format(name=name, result=result_words(result.value))

    def _choice(self, key: str, name: str, result: CallResult) -> Callable[[], None]:
        if result is CallResult.BOOKED:
            return partial(self._offer_days, key, name)
        return partial(self._note, key, name, result, None)

    def _offer_days(self, key: str, name: str) -> None:
        today = self._today()
        days = [today + timedelta(days=ahead) for ahead in range(DAYS_OFFERED)]
        self._navigator.offer(
            [
                Action(
                    f"call.on.{day.isoformat()}",
                    self.tr("约在 {day} {weekday}").format(day=f"{day:%m-%d}", weekday=words.weekday(day)),
                    partial(self._note, key, name, CallResult.BOOKED, day),
                    "later",
                )
                for day in days
            ]
        )

    def _note(self, key: str, name: str, result: CallResult, day: date | None) -> None:
        self._tasks.run(
            lambda: self._keep(key, result, day),
            done=lambda noted: self._navigator.say(self._said(name, result, noted), "phone"),
            owner=self,
            once=f"call {key}",
        )

    def _said(self, name: str, result: CallResult, noted: CallNoted) -> str:
        if noted.is_lost:
            return self.tr("{name}：连续 {n} 天联系不上，列为失访").format(name=name, n=noted.missed)
        if noted.missed:
            return self.tr("{name}：已记{result}，连续第 {n} 天").format(
                name=name, result=result_words(result.value), n=noted.missed
            )
        return self.tr("{name}：已记{result}").format(name=name, result=result_words(result.value))


def result_words(result: str) -> str:
    """约好, 未接通 …; empty for none."""
    known = {key.value: text for key, text in RESULTS.items()}
    return translate("Calling", known[result]) if result in known else result
