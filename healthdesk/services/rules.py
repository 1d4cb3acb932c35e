"""The numbers a centre may choose otherwise: seen with their source, changed with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.clinic_setting import ClinicSetting
from healthdesk.domain.immunization.intervals import span
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import Database

IMMUNIZATION = "immunization"


@dataclass(frozen=True, slots=True)
class RuleNumber:
    """One number of a programme. `value` is what counts here; `remark` says who changed it, when and why.

    `shown` is the value in words: those of a choice, a length of time, a number with its unit.
    """

    programme: str
    setting: ClinicSetting
    value: str
    shown: str
    remark: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the centre has chosen another than the shipped one."""
        return self.value != self.setting.default


class Rules:
    """What is changed counts from the next record on; signed ones keep what the rules said then."""

    def __init__(
        self,
        *,
        database: Database,
        seat: Seat,
        programmes: Programmes,
        schedules: Schedules,
        clock: Clock,
    ) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._schedules = schedules
        self._clock = clock

    def all(self) -> tuple[RuleNumber, ...]:
        """Every number of every programme and every switch of the schedule, as it counts at this centre."""
        self._seat.require(Permission.VIEW_RECORD)
        found: list[RuleNumber] = []
        with self._database.reading() as session:
            for programme in self._programmes:
                chosen = settings.value(session, _values(programme), {})
                remarks = settings.value(session, _remarks(programme), {})
                for one in programme.settings:
                    value = chosen.get(one.key, one.default)
                    shown = _in_words(one, value)
                    found.append(RuleNumber(programme.key, one, value, shown, remarks.get(one.key, "")))
        return (*found, *self._switches())

    def change(self, programme_key: str, key: str, value: str, reason: str) -> None:
        """Let another value count. Raises InvalidInput outside the bounds or without a reason, NotAllowed."""
        self._seat.require(Permission.KEEP_STORE)
        if programme_key == IMMUNIZATION:
            self._schedules.choose(key, value, reason)
            return
        programme = self._programmes.get(programme_key)
        setting = next((one for one in programme.settings if one.key == key), None)
        if setting is None:
            raise errors.NotFound("setting", key)
        if not reason.strip():
            raise errors.InvalidInput("reason", "required")
        if not setting.allows(value.strip()):
            raise errors.InvalidInput("value", "range")
        who, today = self._seat.sitter.full_name, self._clock.today().isoformat()
        with self._database.writing("rule") as session:
            chosen = settings.value(session, _values(programme), {})
            remarks = settings.value(session, _remarks(programme), {})
            settings.change(session, _values(programme), chosen | {key: value.strip()})
            settings.change(session, _remarks(programme), remarks | {key: f"{today} {who}：{reason.strip()}"})

    def _switches(self) -> Iterator[RuleNumber]:
        schedule, remarks = self._schedules.current, self._schedules.remarks()
        for switch in schedule.switches:
            value = schedule.settings[switch.key]
            wording = {"span": schedule.wording.span, "age": schedule.wording.age}.get(switch.kind)
            shown = wording(span(value)) if wording else _in_words(switch, value)
            yield RuleNumber(IMMUNIZATION, switch, value, shown, remarks.get(switch.key, ""))


def _in_words(setting: ClinicSetting, value: str) -> str:
    return setting.choices.get(value, f"{value} {setting.unit}".strip())


def _values(programme: Programme) -> str:
    return f"programme.{programme.key}"


def _remarks(programme: Programme) -> str:
    return f"programme.{programme.key}.remarks"
