"""Topics that only those who treat them are shown: mental disorder, tuberculosis, hepatitis, HIV.

A programme may be sensitive as a whole; a record of another one (an encounter, a report card, a contract) is
when its diagnosis, one of its answers or a sentence somebody wrote on it is. The topics and their codes are
data: resources/sensitive.json.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from healthdesk.base import canonical
from healthdesk.base.paths import resources

PAST_DISEASE, PAST_CODE, PAST_TEXT = "past_disease", "past_disease_code", "past_disease_text"
"""The rows of 既往史 on the first page of the archive, their number and the name somebody wrote."""

BETWEEN = " "
"""Stands between the keys of a record that is about several topics; whoever sees it sees all of them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `codes` begin ICD-10 codes, `diseases` are codes of the report card.

    `past_diseases` are option numbers of the first page of the archive, `boxes` those of its other questions
    by link id, `answers` what a form may say (a positive test), by link id; `words` name it wherever somebody
    wrote a sentence.
    """

    key: str
    title: str
    source: str
    confidence: str
    codes: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    past_diseases: tuple[str, ...] = ()
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
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

    def names(self, text: str) -> bool:
        """Whether what was written in words belongs here."""
        said = text.upper()
        return any(word.upper() in said for word in self.words)

    def is_past(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of 既往史 belongs here."""
        return str(row.get(PAST_CODE)) in self.past_diseases or self.names(str(row.get(PAST_TEXT) or ""))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every topic this program knows.

    `unread` are the items that are not read for their words, since they speak of somebody else or of a
    vaccine; `harmless` are expressions that hold a word and name no illness.
    """

    topics: tuple[Topic, ...]
    unread: frozenset[str] = frozenset()
    harmless: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path | None = None) -> "Sensitivity":
        """The topics of resources/sensitive.json. Raises OSError or ValueError for a damaged file."""
        document = canonical.decode((path or resources() / "sensitive.json").read_bytes())
        topics = msgspec.convert(document["topics"], tuple[Topic, ...])
        unread = msgspec.convert(document["unread"], frozenset[str])
        return cls(topics, unread, msgspec.convert(document["harmless"], tuple[str, ...]))

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all topics."""
        return frozenset(topic.key for topic in self.topics)

    def topics_of(self, codes: Iterable[str], answers: Mapping[str, Any]) -> tuple[str, ...]:
        """The topics of a record with these diagnoses or diseases, and answers.

        A word counts wherever it stands: "not tuberculosis" hides too, for a guess at a negation may betray.
        """
        given, said = tuple(codes), "\n".join(self._sentences(answers))
        for expression in self.harmless:
            said = said.replace(expression, "")
        return tuple(
            one.key
            for one in self.topics
            if any(one.matches(code) for code in given) or one.names(said) or one.says(answers)
        )

    def _sentences(self, answers: Mapping[str, Any]) -> Iterator[str]:
        """Every text of a record, also those in the rows of its tables; a number or a code says no word."""
        for key, value in answers.items():
            if key in self.unread:
                continue
            if isinstance(value, str):
                yield value
            elif isinstance(value, list | tuple):
                for row in value:
                    if isinstance(row, Mapping):
                        yield from self._sentences(row)

    def past(self, answers: Mapping[str, Any]) -> Iterable[tuple[Topic, Mapping[str, Any]]]:
        """The rows of 既往史 that belong to a topic, each with it."""
        for row in answers.get(PAST_DISEASE) or ():
            for topic in self.topics:
                if topic.is_past(row):
                    yield topic, row
