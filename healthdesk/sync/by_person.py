"""Everything a platform has about some persons, searched for by name; and whether it can be believed.

A platform is not believed to search by person because it answers: of each type it must give nobody else's,
find by person what it has, and know a list of persons for a list. All ids here are the platform's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from healthdesk.base.errors import AnswerUnclear, Refused, Unreachable
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Page, PageEntry
from healthdesk.sync import kept, settle, wanted
from healthdesk.sync.answers import Answer
from healthdesk.sync.cursors import Trail
from healthdesk.sync.link import Link
from healthdesk.sync.order import HOUSE, SYNCHRONISED

ENTRIES_A_PAGE = 200
MOST_PAGES = 100
SAMPLES = 10

_APART = (*HOUSE, "Patient", "Group", "Slot")
PARAMETERS = {type_: "patient" for type_ in SYNCHRONISED if type_ not in _APART} | {"AdverseEvent": "subject"}
"""What the search for a person is called in R4, for each type that is about one."""


class Unfit(Exception):
    """It does not search by person, or not as it should."""


class ByPerson:
    """Searches of one run. `seconds` is what its requests took, by the client's timer.

    Once `takes_lists` is False, what came of several persons together says nothing of any.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.seconds = 0.0
        self.takes_lists = True
        self._proven: set[str] = set()
        self._listed: set[str] = set()

    def everything(self, persons: Sequence[str]) -> Iterator[tuple[str, list[PageEntry]]]:
        """Page by page, with its type, all current resources about these; the persons themselves first.

        Raises Unfit as soon as an answer cannot be what was asked for, and PlatformError.
        """
        for page in self.pages("Patient", {"_id": ",".join(persons)}):
            yield "Patient", [self._checked(one, "Patient", persons) for one in page.entries]
        listed = ",".join(f"Patient/{one}" for one in persons)
        for type_, name in PARAMETERS.items():
            try:
                for page in self.pages(type_, {name: listed}):
                    yield type_, [self._checked(one, type_, persons) for one in page.entries]
                    self._learn(type_, page.entries, persons)
            except Refused as no:
                self._require_unknown(type_, no)
        for type_ in PARAMETERS:
            if type_ not in self._proven:
                self._prove(type_)
            if len(persons) > 1 and self.takes_lists and type_ not in self._listed:
                self._prove_lists(type_, persons)

    def pages(self, type_: str, form: Mapping[str, str]) -> Iterator[Page]:
        """The pages of a search. Raises PlatformError, and Unfit for one without an end."""
        asked = {"_count": str(ENTRIES_A_PAGE), **form}
        page, trail = self._read(lambda: self._link.client.search(type_, asked)), Trail()
        yield page
        for _ in range(MOST_PAGES):
            if (following := trail.on(page.next)) is None:
                return
            page = self._followed(following)
            yield page
        raise Unfit

    def _followed(self, following: str) -> Page:
        try:
            return self._read(lambda: self._link.client.get(following))
        except Refused as no:
            if no.status in settle.OVERLOADED:
                raise
            raise AnswerUnclear("a dead link") from None

    def _read(self, ask: Callable[[], Answer]) -> Page:
        if self._link.should_stop():
            raise Unreachable("stopped")
        try:
            return bundles.page(ask().body)
        except ValueError:
            raise AnswerUnclear("not a page") from None
        finally:
            self.seconds += self._link.client.last_seconds

    def _checked(self, one: PageEntry, type_: str, persons: Sequence[str]) -> PageEntry:
        is_whole = one.type == type_ and one.id and one.version and one.time and one.body
        if not (is_whole and about(one, persons)):
            raise Unfit
        return one

    def _learn(self, type_: str, entries: Sequence[PageEntry], persons: Sequence[str]) -> None:
        whom = {person for one in entries for person in about(one, persons)}
        self._proven |= {type_} if whom else set()
        self._listed |= {type_} if len(whom) > 1 else set()

    def _require_unknown(self, type_: str, no: Refused) -> None:
        """A type that it does not keep may be left out; one that it only does not search may not."""
        if no.status in settle.OVERLOADED:
            raise no
        if no.status not in kept.UNKNOWN or self._is_listed(type_):
            raise Unfit from None
        self._proven.add(type_)
        self._listed.add(type_)

    def _is_listed(self, type_: str) -> bool:
        try:
            self._read(lambda: self._link.client.get(type_, {"_count": "1"}))
        except Refused as no:
            return no.status not in kept.UNKNOWN
        return True

    def _prove(self, type_: str) -> None:
        """Nothing of it came: is it there of others, and are they found by it? Raises Unfit if not."""
        whom = self._somebody(type_)
        if whom is not None and not self._finds(type_, whom, [whom]):
            raise Unfit
        self._proven.add(type_)

    def _prove_lists(self, type_: str, persons: Sequence[str]) -> None:
        """It came of one of them at most: is a list understood, or its first or last alone, or none of it?"""
        whom = self._somebody(type_)
        if whom is not None:
            other = next(one for one in persons if one != whom)
            both_ways = ([whom, other], [other, whom])
            self.takes_lists = all(self._finds(type_, whom, listed) for listed in both_ways)
        self._listed.add(type_)

    def _somebody(self, type_: str) -> str | None:
        """A person of whom there is one; None where a sample names nobody."""
        sample = next(self.pages(type_, {"_count": str(SAMPLES)}))
        people = [wanted.people(one.body or b"") for one in sample.entries]
        return next((min(found) for found in people if len(found) == 1), None)

    def _finds(self, type_: str, whom: str, listed: Sequence[str]) -> bool:
        asked = ",".join(f"Patient/{one}" for one in listed)
        return any(
            about(self._checked(one, type_, listed), [whom])
            for page in self.pages(type_, {PARAMETERS[type_]: asked})
            for one in page.entries
        )


def about(one: PageEntry, persons: Sequence[str]) -> list[str]:
    """Which of `persons` an entry is, or speaks of."""
    spoken = {one.id} if one.type == "Patient" else wanted.people(one.body or b"")
    return [person for person in persons if person in spoken]
