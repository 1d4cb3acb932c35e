"""Scales: self-care of older people and the 33 questions on constitution, read from resources/scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from healthdesk.base import canonical
from healthdesk.base.paths import resources

Score = int | None
_Scale = TypeVar("_Scale")


@dataclass(frozen=True, slots=True)
class SelfCare:
    """The total (0 to 37) and class of the scale; item numbers count from 1.

    No total while an item is `missing` or carries a score it does not offer (`refused`).
    """

    total: int | None
    grade: str | None
    missing: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Constitution:
    """Sum and verdict (Chinese word) of each constitution, by its key; empty while a question is open."""

    scores: Mapping[str, int]
    verdicts: Mapping[str, str]
    missing: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


class _Item(msgspec.Struct, frozen=True):
    scores: tuple[int, ...]


class _GradeFrom(msgspec.Struct, frozen=True):
    code: str
    from_total: int = msgspec.field(name="from")


class SelfCareScale(msgspec.Struct, frozen=True):
    """The five items with the scores they offer, and where each class begins."""

    items: tuple[_Item, ...]
    grades: tuple[_GradeFrom, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> "SelfCareScale":
        """The scale of resources/scales/self-care.json."""
        return _read(cls, path or resources() / "scales" / "self-care.json")

    def score(self, scores: Sequence[Score]) -> SelfCare:
        """The result for the scores in printed order, None where an item was not answered."""
        given = (*scores, *[None] * (len(self.items) - len(scores)))
        pairs = list(enumerate(zip(self.items, given, strict=True), start=1))
        missing = tuple(number for number, (_, score) in pairs if score is None)
        refused = tuple(
            number for number, (item, score) in pairs if score is not None and score not in item.scores
        )
        if missing or refused:
            return SelfCare(None, None, missing, refused)
        total = sum(score for score in given if score is not None)
        return SelfCare(total, [grade.code for grade in self.grades if total >= grade.from_total][-1])


class _Kind(msgspec.Struct, frozen=True):
    key: str
    title: str
    questions: tuple[int, ...]
    reversed: tuple[int, ...] = ()


class _Biased(msgspec.Struct, frozen=True):
    yes_from: int
    tends_from: int


class _Balanced(msgspec.Struct, frozen=True):
    from_score: int = msgspec.field(name="from")
    yes_others_to: int
    basically_others_to: int


class _Words(msgspec.Struct, frozen=True):
    yes: str
    tends: str
    basically: str
    no: str


class _Band(msgspec.Struct, frozen=True):
    score: int
    from_value: Decimal | None = msgspec.field(name="from", default=None)
    above: Decimal | None = None
    to: Decimal | None = None
    below: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        return (
            (self.from_value is None or value >= self.from_value)
            and (self.above is None or value > self.above)
            and (self.to is None or value <= self.to)
            and (self.below is None or value < self.below)
        )


class ConstitutionScale(msgspec.Struct, frozen=True):
    """Which questions feed which constitution, and how a sum becomes a verdict."""

    questions: int
    lowest: int
    highest: int
    biased: _Biased
    balanced: _Balanced
    words: _Words
    balanced_key: str
    constitutions: tuple[_Kind, ...]
    colds: tuple[_Band, ...]
    bmi: tuple[_Band, ...]
    waist: tuple[_Band, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> "ConstitutionScale":
        """The scale of resources/scales/tcm-constitution.json."""
        return _read(cls, path or resources() / "scales" / "tcm-constitution.json")

    def score(self, answers: Sequence[Score]) -> Constitution:
        """The result for the answers in question order; nothing is computed from a partly filled form."""
        given = (*answers, *[None] * (self.questions - len(answers)))
        missing = tuple(number for number, score in enumerate(given, start=1) if score is None)
        refused = tuple(
            number
            for number, score in enumerate(given, start=1)
            if score is not None and not self.lowest <= score <= self.highest
        )
        if missing or refused:
            return Constitution({}, {}, missing, refused)
        complete = [score for score in given if score is not None]
        sums = {kind.key: self._sum(kind, complete) for kind in self.constitutions}
        return Constitution(sums, {key: self._verdict(key, sums) for key in sums})

    def colds_score(self, times: int) -> int:
        """The score of question 14 for so many colds a year."""
        return _banded(self.colds, Decimal(times))

    def bmi_score(self, bmi: Decimal) -> int:
        """The score of question 9 for a body mass index."""
        return _banded(self.bmi, bmi)

    def waist_score(self, waist_cm: Decimal) -> int:
        """The score of question 28; the printed bands leave gaps, so whole centimetres are taken."""
        return _banded(self.waist, waist_cm.quantize(Decimal(1), ROUND_HALF_UP))

    def _sum(self, kind: _Kind, answers: Sequence[int]) -> int:
        turned = self.lowest + self.highest
        plain = sum(answers[number - 1] for number in kind.questions)
        return plain + sum(turned - answers[number - 1] for number in kind.reversed)

    def _verdict(self, key: str, sums: Mapping[str, int]) -> str:
        if key != self.balanced_key:
            tends = self.words.tends if sums[key] >= self.biased.tends_from else self.words.no
            return self.words.yes if sums[key] >= self.biased.yes_from else tends
        highest = max(score for other, score in sums.items() if other != key)
        if sums[key] < self.balanced.from_score or highest > self.balanced.basically_others_to:
            return self.words.no
        return self.words.yes if highest <= self.balanced.yes_others_to else self.words.basically


def _banded(bands: Sequence[_Band], value: Decimal) -> int:
    return next(band.score for band in bands if band.holds(value))


def _read(kind: type[_Scale], path: Path) -> _Scale:
    document: Any = canonical.decode(path.read_bytes())
    return msgspec.convert(document, kind)
