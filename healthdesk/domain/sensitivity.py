"""Topics that only those who treat them are shown: mental disorder, tuberculosis, hepatitis, HIV.

A programme may be sensitive as a whole; a record of another one (an encounter, a report card) is when its
diagnosis is. The topics and their codes are data: resources/sensitive.json.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from healthdesk.base import canonical
from healthdesk.base.paths import resources


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `codes` begin ICD-10 codes, `diseases` are codes of the report card.

    `past_diseases` are option numbers of the first page of the archive, `answers` what a form may say (a
    positive test), by link id.
    """

    key: str
    title: str
    source: str
    confidence: str
    codes: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    past_diseases: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def says(self, answers: Mapping[str, Any]) -> bool:
        """Whether a record's answers are about it."""
        given = {key: answers.get(key) for key in self.answers}
        return any(
            not set(self.answers[key]).isdisjoint([value] if isinstance(value, str) else value)
            for key, value in given.items()
            if value
        )

    def matches(self, code: str) -> bool:
        """Whether a diagnosis or a disease of the report card belongs here."""
        plain = code.strip().upper().replace(".", "")
        return code in self.diseases or plain.startswith(tuple(one.replace(".", "") for one in self.codes))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every topic this program knows."""

    topics: tuple[Topic, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> "Sensitivity":
        """The topics of resources/sensitive.json. Raises OSError or ValueError for a damaged file."""
        document = canonical.decode((path or resources() / "sensitive.json").read_bytes())
        return cls(msgspec.convert(document["topics"], tuple[Topic, ...]))

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all topics."""
        return frozenset(topic.key for topic in self.topics)

    def topic_of(self, codes: Iterable[str], answers: Mapping[str, Any] | None = None) -> str | None:
        """The topic of a record with these diagnoses, diseases or answers; None for an ordinary one."""
        given = tuple(codes)
        return next(
            (
                one.key
                for one in self.topics
                if any(one.matches(code) for code in given) or one.says(answers or {})
            ),
            None,
        )

    def is_past(self, options: Iterable[str]) -> bool:
        """Whether any of these numbers of 既往史 is sensitive."""
        given = frozenset(options)
        return any(not given.isdisjoint(topic.past_diseases) for topic in self.topics)
