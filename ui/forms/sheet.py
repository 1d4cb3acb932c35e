"""One sheet for one or several fillings: shared questions are asked once, answers go to each form.

    Sheet.of(Part(filling, layout))                         one form
    Sheet.of(Part(high, …, "高"), Part(sugar, …, "糖"), apart={"class"})    a merged follow-up

A question has a key: the link id, or `form-key.link-id` where a later form asks it differently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.checks import Problem
from healthdesk.domain.forms.definition import Item
from healthdesk.domain.forms.entries import Entry, Origin
from healthdesk.domain.forms.filling import Filling
from ui.forms.plan import Cell, Part, Plan, plan

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Immutable like its fillings. `keys` are questions; `plan` says where each stands."""

    fillings: tuple[Filling, ...]
    plan: Plan
    _kept: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What is wrong or missing: found when it is first asked for, which is several times at every key."""

    @classmethod
    def of(
        cls, *parts: Part, apart: frozenset[str] = frozenset(), hidden: frozenset[str] = frozenset()
    ) -> "Sheet":
        """A sheet of these parts. `apart` is never shared, `hidden` is not drawn."""
        return cls(tuple(part.filling for part in parts), plan(parts, apart, hidden))

    def with_fillings(self, *fillings: Filling) -> "Sheet":
        """The same questions, other answers."""
        return replace(self, fillings=fillings)

    def item(self, key: str) -> Item:
        """The item a question asks for."""
        return self.plan.cells[key].item

    def value(self, key: str) -> Answer | None:
        """The present value."""
        return self._first(key).value(self._link(key))

    def entry(self, key: str) -> Entry | None:
        """The present value with its origin."""
        return self._first(key).entry(self._link(key))

    def last(self, key: str) -> Answer | None:
        """What it was the last time, in the first form that knows."""
        found = (self.fillings[at].last.get(self._link(key)) for at in self.plan.cells[key].parts)
        return next((value for value in found if value is not None), None)

    def asks(self, key: str) -> bool:
        """Whether any of the forms asks it now."""
        return any(self.fillings[at].asks(self._link(key)) for at in self.plan.cells[key].parts)

    def asked(self) -> frozenset[str]:
        """All questions that are asked now."""
        return frozenset(key for key in self.plan.order if self.asks(key))

    def is_carried(self, key: str) -> bool:
        """Whether the value is of last time and nobody has kept or replaced it."""
        entry = self.entry(key)
        return entry is not None and not entry.is_fresh

    def answer(
        self, key: str, value: Any, at: datetime | None = None, origin: Origin = Origin.TYPED
    ) -> "Sheet":
        """The sheet with this answer in every form that asks it."""
        return self._each(key, lambda filling, link: filling.answer(link, value, origin, at))

    def confirm(self, key: str, at: datetime | None = None) -> "Sheet":
        """Keep a carried value."""
        return self._each(key, lambda filling, link: filling.confirm(link, at=at))

    def accept(self, key: str) -> "Sheet":
        """Yes, the doubtful value is meant."""
        return self._each(key, lambda filling, link: filling.accept(link))

    def problems(self) -> Mapping[str, Problem]:
        """What is refused, by question; the first fault of each."""
        return self._once("problems", lambda: self._by_key(one.problems() for one in self.fillings))

    def doubts(self) -> Mapping[str, Problem]:
        """What should be looked at again, by question."""
        return self._once("doubts", lambda: self._by_key(one.doubts() for one in self.fillings))

    def gaps(self) -> tuple[str, ...]:
        """Questions that still want an answer of today, in the order of the sheet; drawn ones only."""
        return self._once("gaps", self._find_gaps)

    def stops(self) -> tuple[str, ...]:
        """Where somebody has to go yet: the gaps, and what is typed and refused."""
        wanted = frozenset(self.gaps()) | self.problems().keys()
        return tuple(key for key in self.plan.order if key in wanted and not self.item(key).is_read_only)

    def next_stop(self, after: str | None) -> str | None:
        """The next of them after this question, beginning again from the top when needed."""
        stops = self.stops()
        place = self.plan.place(after)
        return next((key for key in stops if self.plan.place(key) > place), stops[0] if stops else None)

    def next_asked(self, after: str | None) -> str | None:
        """The next question a person answers, gap or not; None at the end."""
        place = self.plan.place(after)
        asked = (key for key in self.plan.order if self.plan.place(key) > place and self.asks(key))
        return next((key for key in asked if not self.item(key).is_read_only), None)

    def _each(self, key: str, act: "Act") -> "Sheet":
        cell = self.plan.cells[key]
        fillings = tuple(
            act(filling, cell.item.link_id) if at in cell.parts else filling
            for at, filling in enumerate(self.fillings)
        )
        return replace(self, fillings=fillings)

    def _once(self, name: str, find: Callable[[], _Found]) -> _Found:
        if name not in self._kept:
            self._kept[name] = find()
        found: _Found = self._kept[name]
        return found

    def _find_gaps(self) -> tuple[str, ...]:
        found: set[str] = set()
        for at, filling in enumerate(self.fillings):
            for gap in filling.gaps():
                key = self.plan.key(at, self._drawn(filling, gap))
                if key is not None:
                    found.add(key)
        return tuple(key for key in self.plan.order if key in found)

    def _by_key(self, problems: Iterable[Sequence[Problem]]) -> Mapping[str, Problem]:
        found: dict[str, Problem] = {}
        for problem in chain.from_iterable(problems):
            for key in self.plan.keys_of(problem.link_id):
                found.setdefault(key, problem)
        return found

    def _drawn(self, filling: Filling, link_id: str) -> str:
        """A column of a table is drawn inside its table."""
        around = filling.form.parents(link_id)
        return around[-1].link_id if around and around[-1].holds_answer else link_id

    def _first(self, key: str) -> Filling:
        return self.fillings[self.plan.cells[key].parts[0]]

    def _link(self, key: str) -> str:
        return self.plan.cells[key].item.link_id


Act = Callable[[Filling, str], Filling]

__all__ = ["Cell", "Part", "Sheet"]
