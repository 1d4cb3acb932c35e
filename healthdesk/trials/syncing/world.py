"""Desks, people, another system and a bad line: what can happen, as operations to be picked."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from healthdesk.fhir import given_ids, resources
from healthdesk.store.platform import PLATFORM
from healthdesk.sync import centre, export_job
from healthdesk.sync.link import Link
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.line import Fate, Killed, Line
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from healthdesk.trials.syncing.turnwise import Turnwise

DESKS = 2
ROUNDS_TO_REST = 14
INSISTING = 6
"""Rounds in which everybody stays with their own word."""
ALLERGIES = (["1"], ["2"], ["2", "3"], ["4"])
UNKNOWN = {"url": "http://platform.test/insured", "valueString": "城乡居民"}


@dataclass
class WanderingClock:
    """A workstation's clock that somebody sets wrongly now and then."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))

    def now(self) -> datetime:
        """What the desk believes."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def today(self) -> Any:
        """The date the desk believes."""
        return self.moment.date()


@dataclass(frozen=True, slots=True)
class Promise:
    """A save that was shown as saved: `mark` stands in the body of a resource of that type and id."""

    desk: int
    noun: str
    row_id: str
    mark: str


class World:
    """Everything that may happen. Operations take small numbers and pick by remainder, so any number does.

    `exported`: how many versions were there when the export was begun that a desk believed. A run ends at the
    point `killed_at`.
    """

    def __init__(self, folder: Path, seed: int = 1, *, slots: int = 1, **habits: Any) -> None:
        self.line = Line(**habits)
        self._chance = random.Random(seed)  # noqa: S311  reproducible on purpose
        self._folder, self._seed, self._slots = folder, seed, slots
        self.clocks: list[WanderingClock] = []
        self.desks: list[Station] = []
        self.exported: dict[int, int] = {}
        self.killed_at = ""
        for _ in range(DESKS):
            self.join()
        self.residents: list[str] = []
        self.visits: list[tuple[int, str]] = []
        self.promises: list[Promise] = []
        self.planted: set[str] = set()
        self.deleted: set[str] = set()
        self.poisoned: set[str] = set()
        self.line.refuses = self._is_poisoned
        self._step = 0

    def close(self) -> None:
        """Give back the files."""
        for desk in self.desks:
            desk.link.client.close()
            desk.database.close()

    def join(self) -> int:
        """One desk more, whose first load comes as an export where the platform offers one; its number."""
        at = len(self.desks)
        self.clocks.append(WanderingClock(self.line.now))
        folder, number = self._folder / str(at), self._seed * 10 + at
        desk = a_station(folder, self.line.client(), number, clock=self.clocks[at])
        desk.link = self._furnished(at, desk.link)
        self.desks.append(desk)
        return at

    def register(self, at: int) -> None:
        """A new person, with somebody to call."""
        mark = self._mark()
        desk = self.desks[at % len(self.desks)]
        contact = {"contact_name": "张伟", "contact_phone": "13800005522"}
        resident = desk.register(len(self.residents) + 1, workplace=mark, **contact)
        self.residents.append(resident)
        self.promises.append(Promise(at % len(self.desks), "Resident", resident, mark))

    def edit(self, at: int, who: int, what: int) -> None:
        """Another phone, workplace, allergies, or number of whom to call, of somebody this desk knows."""
        desk, resident = self._known(at, who)
        if resident is None:
            return
        mark = self._mark()
        answers: list[dict[str, Any]] = [
            {"phone": mark},
            {"workplace": mark},
            {"workplace": mark, "drug_allergy": ALLERGIES[self._step % len(ALLERGIES)]},
            {"contact_phone": mark},
        ]
        desk.edit(resident, **answers[what % len(answers)])
        self.promises.append(Promise(at % len(self.desks), "Resident", resident, mark))

    def visit(self, at: int, who: int) -> None:
        """A signed visit."""
        desk, resident = self._known(at, who)
        if resident is None:
            return
        mark = self._mark()
        visit = desk.visit(resident, doctor=mark)
        self.visits.append((at % len(self.desks), visit))
        self.promises.append(Promise(at % len(self.desks), "Visit", visit, mark))

    def amend_visit(self, at: int, which: int, *, is_void: bool) -> None:
        """A signed visit is corrected or made void by whoever has it."""
        desk = self.desks[at % len(self.desks)]
        held = [visit for _, visit in self.visits if ("Visit", visit) in desk.rows()]
        if not held:
            return
        visit, mark = held[which % len(held)], self._mark()
        columns: dict[str, Any] = {"status": "void"} if is_void else {"doctor": mark}
        desk.change("Visit", visit, **columns)
        if not is_void:
            self.promises.append(Promise(at % len(self.desks), "Visit", visit, mark))

    def amend_there(self, who: int, *, late_s: int = 0, is_unknown: bool = False) -> None:
        """Another system changes somebody, perhaps with words we do not know, perhaps committed late."""
        resident = self._there(who)
        if resident is None:
            return
        late, there = timedelta(seconds=late_s), told.there(self.line, "Patient", resident)
        if is_unknown:
            known = self.line.body("Patient", there).get("extension", [])
            kept = [one for one in known if one != UNKNOWN]
            self.line.amend("Patient", there, late, extension=[*kept, UNKNOWN])
            self.planted.add(resident)
        else:
            home = {"use": "home", "text": f"别处 {self._mark()}"}
            self.line.amend("Patient", there, late, address=[home])

    def amend_contact_there(self, who: int) -> None:
        """Another system changes what follows our record: whom to call."""
        resident = self._there(who)
        contact = resources.part_id(resident, "RelatedPerson") if resident else ""
        if self._is_there("RelatedPerson", contact):
            number = [{"system": "phone", "value": f"别处 {self._mark()}"}]
            self.line.amend("RelatedPerson", told.there(self.line, "RelatedPerson", contact), telecom=number)

    def delete_there(self, which: int) -> None:
        """Another system deletes a visit."""
        there = [visit for _, visit in self.visits if self._is_there("QuestionnaireResponse", visit)]
        if there:
            visit = there[which % len(there)]
            self.line.delete("QuestionnaireResponse", told.there(self.line, "QuestionnaireResponse", visit))
            self.deleted.add(visit)

    def poison(self, who: int) -> None:
        """The platform refuses whatever is said of somebody, until `heal`."""
        if self.residents:
            self.poisoned.add(self.residents[who % len(self.residents)])

    def heal(self) -> None:
        """The platform refuses nobody."""
        self.poisoned.clear()

    def set_clock(self, at: int, days: int) -> None:
        """Somebody sets the clock of a desk."""
        self.clocks[at % len(self.desks)].moment += timedelta(days=days)

    def pass_time(self, minutes: int) -> None:
        """Time passes everywhere."""
        self.line.now += timedelta(minutes=minutes)
        for clock in self.clocks:
            clock.moment += timedelta(minutes=minutes)

    def release(self, at: int) -> None:
        """A copy of an earlier request arrives."""
        self.line.release(at)

    def sync(self, at: int, fates: Sequence[Fate] = ()) -> None:
        """One run over the line as it is drawn; a kill ends the program, which is started again."""
        desk = self.desks[at % len(self.desks)]
        self.line.begin(fates)
        try:
            desk.sync()
        except Killed:
            self._start_again(at % len(self.desks))
        self.line.fates.clear()

    def decide(self, at: int, choices: Mapping[int, Verdict], otherwise: Verdict = Verdict.HERE) -> None:
        """A person settles every open conflict of a desk."""
        desk = self.desks[at % len(self.desks)]
        for number, conflict in enumerate(desk.conflicts()):
            verdict = choices.get(number, otherwise)
            taken = {field.path: verdict for field in conflict.fields}
            centre.resolve(desk.link, conflict.key, taken, "王慧")

    def come_to_rest(self) -> bool:
        """A good line, nobody refused, every conflict settled: whether all is quiet in the end.

        An allergy that a person at the other desk took away is asked about here once more (sync.md 7): two
        who insist would ask each other for ever, so that in the end one gives way.
        """
        self.line.calm()
        self.heal()
        for number in range(ROUNDS_TO_REST):
            self.pass_time(20)
            is_quiet = True
            for at, desk in enumerate(self.desks):
                written = len(self.line.log)
                outcome = desk.sync()
                is_quiet &= outcome.state == "in-step" and outcome.received == 0
                is_quiet &= len(self.line.log) == written
                for entry in self._refused(desk):
                    centre.resend(desk.link, entry.intent_id)
                gives_way = at > 0 and number >= INSISTING
                self.decide(at, {}, Verdict.THERE if gives_way else Verdict.HERE)
            if is_quiet:
                return True
        return False

    def _refused(self, desk: Station) -> Sequence[centre.QueueEntry]:
        with desk.database.reading() as session:
            found = centre.queue(session, PLATFORM)
        return [one for one in found if one.state in ("rejected", "held")]

    def _start_again(self, at: int) -> None:
        old = self.desks[at]
        old.database.close()
        link = a_link(old.database, self.line.client(), old.link.ids, self.clocks[at])
        self.desks[at] = Station(old.database, self._furnished(at, link))

    def _furnished(self, at: int, link: Link) -> Link:
        """As many slots as the habits say, in an order that the seed draws; and any export is taken."""
        return replace(
            link,
            slots=self._slots,
            company=lambda slots, should_stop: Turnwise(slots, should_stop, self._chance),
            takes_exports=True,
            fewest_exported=1,
            reached=partial(self._reached, at),
        )

    def _reached(self, at: int, point: str) -> None:
        if point == "export-believed":
            with self.desks[at].database.reading() as session:
                job = export_job.load(session, PLATFORM)
            if job is not None:
                self.exported[at] = self.line.jobs[int(job.address.rpartition("/")[2])].versions
        if point == self.killed_at:
            raise Killed

    def _known(self, at: int, who: int) -> tuple[Station, str | None]:
        desk = self.desks[at % len(self.desks)]
        known = [one for one in self.residents if ("Resident", one) in desk.rows()]
        return desk, known[who % len(known)] if known else None

    def _there(self, who: int) -> str | None:
        there = [one for one in self.residents if self._is_there("Patient", one)]
        return there[who % len(there)] if there else None

    def _is_there(self, type_: str, id_: str) -> bool:
        one = self.line.state.get((type_, told.there(self.line, type_, id_)))
        return one is not None and one.body is not None

    def _is_poisoned(self, body: Mapping[str, Any]) -> str | None:
        meant = given_ids.ours(body) or body.get("id")
        focus = str(body.get("focus", {}).get("reference", "")).rpartition("/")[2]
        return "Patient.name" if {meant, focus} & self.poisoned else None

    def _mark(self) -> str:
        self._step += 1
        return f"记号{self._step:05d}"
