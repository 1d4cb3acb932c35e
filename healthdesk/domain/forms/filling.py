"""A form being filled in: an immutable value; every act gives the next one.

    filling = Filling.start(form, subject, last=last_answers, prefill={"to_org": "市第一人民医院"})
    filling = filling.answer("sbp", 158)          # also "158": text is read, full-width too
    filling = filling.toggle("symptoms", "2")     # a digit key on a numbered box
    filling.value("bmi"), filling.asks("adr_text"), filling.next_asked("sbp"), filling.next_gap("sbp")
    filling.problems()   refused; filling.doubts()  asked once, .accept(link_id) answers them
    filling.gaps()       required and asked, without an answer of today; .is_complete
    filling = filling.propose({"class": "2", "next_date": "2026-12-07"})   the rules' suggestion
    filling.answers()    plain JSON for storing; .entries_document() with origins, for drafts too

What is computed and what is asked is settled at every step, so screen, paper, import and tests
agree. Undo is keeping the filling from before.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from healthdesk.domain.forms import checks, conditions
from healthdesk.domain.forms.answers import (
    Answer,
    Answers,
    as_date,
    is_well_formed,
    kept_apart,
    normalise,
    normalise_item,
)
from healthdesk.domain.forms.calculations import computed
from healthdesk.domain.forms.checks import Problem
from healthdesk.domain.forms.definition import Carry, Form, Item, Kind
from healthdesk.domain.forms.entries import Entry, Origin, carried_over, from_document, to_document
from healthdesk.domain.forms.subject import Known, Subject

__all__ = ["Entry", "Filling", "Origin", "Problem", "Subject"]

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Filling:
    """Answers, what is asked, what is computed and what is wrong. Never changed, only followed.

    What is wrong or missing is found when it is first asked for and kept: every field of a sheet asks.
    """

    form: Form
    subject: Subject
    entries: Mapping[str, Entry] = field(default_factory=dict)
    last: Answers = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    _asked: frozenset[str] = field(init=False, repr=False, compare=False)
    _values: Answers = field(init=False, repr=False, compare=False)
    _kept: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        entries = computed(self.form, self.subject, self.entries, self.last)
        values = {link_id: entry.value for link_id, entry in entries.items()}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_asked", conditions.asked(self.form, values))

    @classmethod
    def start(
        cls,
        form: Form,
        subject: Subject,
        last: Mapping[str, Any] | None = None,
        prefill: Mapping[str, Any] | None = None,
    ) -> "Filling":
        """A fresh sheet: archive values filled in, answers of the last visit carried where allowed."""
        before, known = normalise(form, last or {}), normalise(form, prefill or {})
        last_on = as_date(before.get(form.service_date))
        entries: dict[str, Entry] = {}
        for item in form.leaves():
            if item.link_id in known:
                entries[item.link_id] = Entry(known[item.link_id], Origin.FILLED)
            elif item.carry is Carry.CONFIRM and item.link_id in before:
                entries[item.link_id] = carried_over(item, before[item.link_id], last_on)
            elif item.initial is not None and (value := normalise_item(item, item.initial)) is not None:
                entries[item.link_id] = Entry(value, Origin.FILLED)
        return cls(form, subject, entries, before)

    def answer(
        self, link_id: str, value: Any, origin: Origin = Origin.TYPED, at: datetime | None = None
    ) -> "Filling":
        """The filling with this answer. Unreadable text is kept and becomes a problem; empty clears.

        An exclusive box clears the others and is cleared by them. Raises NotFound for an unknown item.
        """
        item = self.form.item(link_id)
        new = normalise_item(item, value)
        if new is None:
            return self.clear(link_id)
        if item.kind is Kind.CHOICES and isinstance(new, tuple):
            new = kept_apart(item, new, self._values.get(link_id))
        return self._with({**self.entries, link_id: Entry(new, origin, entered_at=at)}, link_id)

    def toggle(self, link_id: str, code: str, at: datetime | None = None) -> "Filling":
        """One box ticked or unticked, as a digit key does it."""
        item, old = self.form.item(link_id), self._values.get(link_id)
        if item.kind is not Kind.CHOICES:
            is_ticked = old == code and self.entries[link_id].origin is Origin.TYPED
            return self.clear(link_id) if is_ticked else self.answer(link_id, code, at=at)
        ticked = tuple(str(each) for each in old) if isinstance(old, tuple) else ()
        rest = tuple(each for each in ticked if each != code)
        return self.answer(link_id, rest if code in ticked else (*ticked, code), at=at)

    def clear(self, link_id: str) -> "Filling":
        """The filling without an answer to this item (a computed proposal comes back by itself)."""
        self.form.item(link_id)
        return self._with({key: entry for key, entry in self.entries.items() if key != link_id}, link_id)

    def propose(self, values: Mapping[str, Any]) -> "Filling":
        """What the rules suggest (class, next date …): fills items nobody has answered, never replaces.

        A value that is None takes an earlier suggestion back.
        """
        entries = dict(self.entries)
        for link_id, value in values.items():
            present = entries.get(link_id)
            if present and present.origin is not Origin.CALCULATED:
                continue
            entries.pop(link_id, None)
            answer = normalise_item(self.form.item(link_id), value)
            if answer is not None:
                entries[link_id] = Entry(answer, Origin.CALCULATED)
        return replace(self, entries=entries)

    def confirm(self, *link_ids: str, at: datetime | None = None) -> "Filling":
        """Keep carried values as today's answer; the origin stays "carried"."""
        kept = {
            link_id: replace(self.entries[link_id], is_fresh=True, entered_at=at, service_on=None)
            for link_id in link_ids
            if link_id in self.entries
        }
        return replace(self, entries={**self.entries, **kept})

    def accept(self, link_id: str) -> "Filling":
        """Yes, the doubtful value is meant; it is not asked again until it changes."""
        return replace(self, accepted=self.accepted | {link_id})

    def value(self, link_id: str) -> Answer | None:
        """The present value, typed, carried or computed, whether asked or not."""
        return self._values.get(link_id)

    def entry(self, link_id: str) -> Entry | None:
        """The present value with its origin."""
        return self.entries.get(link_id)

    def asks(self, link_id: str) -> bool:
        """Whether the item (or group) is asked, given the answers before it."""
        return link_id in self._asked

    def asks_cell(self, column_id: str, row: Mapping[str, Any]) -> bool:
        """Whether a column of a table is asked in this row."""
        return conditions.holds(self.form.item(column_id), {**self._values, **row})

    def asked_leaves(self) -> Iterator[Item]:
        """Every answerable item that is asked, in paper order."""
        return (item for item in self.form.leaves() if item.link_id in self._asked)

    def next_asked(self, after: str | None) -> str | None:
        """The next item a person answers after this one; None at the end. After None: the first."""
        open_to_people = (item.link_id for item in self.asked_leaves() if not item.is_read_only)
        return next(self._from(after, frozenset(open_to_people)), None)

    def next_gap(self, after: str | None) -> str | None:
        """The next required item without an answer, beginning again from the top when needed."""
        gaps = self.gaps()
        return next(self._from(after, frozenset(gaps)), gaps[0] if gaps else None)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that is refused, in paper order."""
        return self._once("problems", lambda: tuple(self._found(checks.faults)))

    def doubts(self) -> tuple[Problem, ...]:
        """Everything outside a soft limit that nobody has accepted yet."""
        found = self._once("doubts", lambda: tuple(self._found(checks.doubts)))
        return tuple(problem for problem in found if problem.link_id not in self.accepted)

    def gaps(self) -> tuple[str, ...]:
        """Asked and required, but not answered today; columns of tables included.

        A carried value of an item with `carry: confirm` is no gap; a signature is none, for signing
        gives it.
        """
        known = self._known()
        return self._once(
            "gaps", lambda: tuple(gap for item in self.asked_leaves() for gap in self._gaps_of(item, known))
        )

    def carried(self) -> tuple[str, ...]:
        """Asked items whose carried value nobody has confirmed or replaced."""
        return tuple(
            item.link_id
            for item in self.asked_leaves()
            if (entry := self.entries.get(item.link_id)) and not entry.is_fresh
        )

    @property
    def is_complete(self) -> bool:
        """Nothing missing and nothing refused: the record counts as standard."""
        return not self.gaps() and not self.problems()

    def answers(self) -> dict[str, Answer]:
        """What is stored and judged: asked, well-formed answers, computed ones included."""
        return dict(self._once("answers", lambda: dict(self._given())))

    def entries_document(self) -> dict[str, Any]:
        """Everything typed with origin and times, unasked and unreadable values too: plain JSON."""
        return {
            "entries": {link_id: to_document(entry) for link_id, entry in self.entries.items()},
            "accepted": sorted(self.accepted),
        }

    @classmethod
    def restore(
        cls,
        form: Form,
        subject: Subject,
        document: Mapping[str, Any],
        last: Mapping[str, Any] | None = None,
    ) -> "Filling":
        """The filling that `entries_document` described."""
        entries = {
            link_id: entry
            for link_id, raw in document.get("entries", {}).items()
            if form.has(link_id) and (entry := from_document(form.item(link_id), raw)) is not None
        }
        accepted = frozenset(document.get("accepted", ()))
        return cls(form, subject, entries, normalise(form, last or {}), accepted)

    @classmethod
    def of_record(
        cls, form: Form, subject: Subject, answers: Mapping[str, Any], document: Mapping[str, Any]
    ) -> "Filling":
        """A record as it stands: its answers, with the story of those that are still as they were entered.

        What another system has changed since, or wrote without any story, counts and is marked as its own.
        """
        restored, said = cls.restore(form, subject, document), normalise(form, answers)
        was, story = restored.answers(), document.get("entries", {})
        entries = {key: one for key, one in restored.entries.items() if key in said or key not in was}
        for key, value in said.items():
            if form.has(key) and was.get(key) != value:
                known = from_document(form.item(key), story.get(key, {}))
                is_ours = known is not None and known.value == value
                entries[key] = Entry(value, Origin.FILLED if is_ours else Origin.ELSEWHERE)
        return cls(form, subject, entries, accepted=restored.accepted)

    def _with(self, entries: Mapping[str, Entry], changed: str) -> "Filling":
        return replace(self, entries=entries, accepted=self.accepted - {changed})

    def _once(self, name: str, find: Callable[[], _Found]) -> _Found:
        """The same answers have the same faults: they are looked for once."""
        if name not in self._kept:
            self._kept[name] = find()
        found: _Found = self._kept[name]
        return found

    def _given(self) -> Iterator[tuple[str, Answer]]:
        for item in self.asked_leaves():
            if (value := self._values.get(item.link_id)) is not None and is_well_formed(item, value):
                yield item.link_id, self._said(item, value)

    def _said(self, item: Item, value: Answer) -> Answer:
        if item.kind is not Kind.ROWS:
            return value
        return conditions.asked_cells(item, checks.table_rows(value), self._values)

    def _known(self) -> Known:
        return Known(self._values, self.subject, self.last)

    def _from(self, after: str | None, wanted: frozenset[str]) -> Iterator[str]:
        order = [item.link_id for item in self.form.leaves()]
        start = order.index(after) + 1 if after in order else 0
        return (link_id for link_id in order[start:] if link_id in wanted)

    def _found(self, find: checks.Finder) -> Iterator[Problem]:
        known = self._known()
        for item in self.asked_leaves():
            entry = self.entries.get(item.link_id)
            if entry is None:
                continue
            # A code of another system's is kept as it came; typed here it would be refused.
            is_foreign = entry.origin is Origin.ELSEWHERE
            yield from (
                one for one in find(item, entry.value, known) if not is_foreign or one.reason != "option"
            )

    def _gaps_of(self, item: Item, known: Known) -> Iterator[str]:
        entry = self.entries.get(item.link_id)
        if entry is None:
            if checks.is_needed(item, known):
                yield item.link_id
        elif item.kind is Kind.ROWS:
            yield from checks.missing_cells(item, entry.value, known)
