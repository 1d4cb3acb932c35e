"""A whole working day: import, follow-ups, doses, referrals, paper, two workstations in step."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from healthdesk.base.paths import resources
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.fhir.mapping import ROWS
from healthdesk.store.base import Tracked
from healthdesk.sync.sandbox import Sandbox
from healthdesk.trials import working_day

SAMPLE = "residents.csv"
EXPECTED_REFUSED = 12
FOLLOW_UPS, DOSES, REFERRALS = 40, 20, 5
PASSWORD = "journey password"  # noqa: S105  of a store that lives as long as the journey


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. `detail` says what was wrong, or what a reader may want to know."""

    name: str
    count: int
    seconds: float
    ok: bool
    detail: tuple[str, ...] = ()


@dataclass
class Journey:
    """The day, step by step; `folder` keeps the stores and the papers."""

    folder: Path
    heard: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        """Whether every step went as it must."""
        return bool(self.steps) and all(step.ok for step in self.steps)

    def walk(self) -> list[Step]:
        """Do everything; a step that fails is shown and the rest is still tried."""
        with Sandbox(self.folder / "platform", port=0) as platform:
            first = self._step("first workstation founded", lambda: self._found(1))
            second = self._step("second workstation founded", lambda: self._found(2))
            try:
                self._day(first, second, platform.url)
            finally:
                first.close()
                second.close()
        return self.steps

    def _day(self, first: Desk, second: Desk, url: str) -> None:
        self._step("residents imported", lambda: self._import(first))
        people = first.residents.everybody()
        self._step("follow-ups signed", lambda: working_day.follow_ups(first, people, FOLLOW_UPS))
        self._step("doses recorded", lambda: working_day.doses(first, people, DOSES))
        self._step("referrals signed", lambda: working_day.referrals(first, REFERRALS))
        self._step("referrals printed", lambda: self._print(first))
        self._step("first workstation synchronised", lambda: self._synchronise(first, url))
        self._step("second workstation synchronised", lambda: self._synchronise(second, url))
        self._step("records compared", lambda: self._compare(first, second))
        self._step("first store verified", lambda: self._verify(first))
        self._step("second store verified", lambda: self._verify(second))

    def _step(self, name: str, act: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = act()
        seconds = time.perf_counter() - begun
        count, wrong, notes = result if isinstance(result, tuple) else (1, (), ())
        step = Step(name, count, round(seconds, 2), not wrong, (*wrong, *notes))
        self.steps.append(step)
        self.heard(step)
        return result

    def _found(self, number: int) -> Desk:
        start = FirstStart(
            centre="幸福路社区卫生服务中心",
            workstation=f"{number} 号工作站",
            login="admin",
            full_name="张建国",
            password=PASSWORD,
            workstation_number=number,
        )
        return Desk.found(self.folder / f"workstation-{number}", start, Environment())

    def _import(self, desk: Desk) -> "Counted":
        report = desk.transfer.bring_in(resources() / "samples" / SAMPLE)
        notes = tuple(f"line {r.line}: {r.field} refused ({r.reason})" for r in report.refused)
        is_right = len(report.refused) == EXPECTED_REFUSED
        wrong = () if is_right else (f"{len(report.refused)} rows refused, expected {EXPECTED_REFUSED}",)
        return report.imported, wrong, (*notes, f"{report.already_here} already here")

    def _print(self, desk: Desk) -> "Counted":
        wrong = []
        rows = desk.referrals.all()
        for row in rows:
            raw = desk.printing.referral(row.id)
            (self.folder / f"{row.number}.pdf").write_bytes(raw)
            if not raw.startswith(b"%PDF"):
                wrong.append(f"{row.number} is no PDF")
        return len(rows), tuple(wrong), ()

    def _synchronise(self, desk: Desk, url: str) -> "Counted":
        outcome = desk.platform.synchronise(url)
        wrong = () if outcome.state == "in-step" else (f"state {outcome.state}",)
        return outcome.sent + outcome.received, wrong, (f"{outcome.sent} sent, {outcome.received} received",)

    def _compare(self, first: Desk, second: Desk) -> "Counted":
        wrong: list[str] = []
        count = 0
        for name, noun in ROWS.items():
            here, there = dict(_rows(first, noun)), dict(_rows(second, noun))
            count += len(here)
            wrong += [
                f"{name} {key} is missing on the second workstation" for key in here.keys() - there.keys()
            ]
            wrong += [
                f"{name} {key} is missing on the first workstation" for key in there.keys() - here.keys()
            ]
            for key in here.keys() & there.keys():
                wrong += [f"{name} {key} differs in {part}" for part in _differences(here[key], there[key])]
        return count, tuple(wrong), ()

    def _verify(self, desk: Desk) -> "Counted":
        report = desk.upkeep.verify()
        return report.versions, report.faults, ()


Counted = tuple[int, tuple[str, ...], tuple[str, ...]]
"""How many, what is wrong, what is worth knowing."""


def _rows(desk: Desk, noun: type[Tracked]) -> Iterator[tuple[str, dict[str, Any]]]:
    with desk.database.reading() as session:
        for row in session.scalars(select(noun)):
            yield row.id, row.columns()


def _differences(here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    return [key for key in here if key != "row_version" and here[key] != there[key]]
