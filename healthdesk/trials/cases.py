"""The worked decision cases: run files of any kind, compare, and say what differs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.trials import immunization_cases
from healthdesk.trials.comparing import UNSUPPORTED, Found, Unsupported, plain
from healthdesk.trials.follow_up_cases import FollowUpCases
from healthdesk.trials.scoring_cases import ScoringCases


@dataclass(frozen=True, slots=True)
class Difference:
    """One expected key that came out differently. `path` is empty when the whole case is unsupported."""

    file: str
    id: str
    path: str
    expected: Any
    got: Any


@dataclass(frozen=True, slots=True)
class CasesReport:
    """How many cases passed and failed, and every difference."""

    passed: int
    failed: int
    differences: tuple[Difference, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing failed."""
        return not self.failed

    def lines(self) -> Iterator[str]:
        """The report as plain text; the last line is the summary."""
        for one in self.differences:
            where = f"{one.id} {one.path}".rstrip()
            yield f"{one.file}: {where}: expected {_shown(one.expected)}, got {_shown(one.got)}"
        yield f"{self.passed} passed, {self.failed} failed"


def run(
    paths: Iterable[Path], programmes: frozenset[str] | None = None, known: Programmes | None = None
) -> CasesReport:
    """Run all cases of the files.

    `programmes` keeps the follow-up cases of one of these programmes alone. Raises InvalidInput for a
    file that cannot be read or is no file of cases.
    """
    catalogue = known or Programmes.read()
    passed = failed = 0
    differences: list[Difference] = []
    for path in paths:
        document = read(path)
        for case in _chosen(document, programmes):
            found = tuple(_differences(str(document.get("kind")), case, catalogue))
            differences += [Difference(path.name, str(case.get("id", "?")), *one) for one in found]
            passed, failed = passed + (not found), failed + bool(found)
    return CasesReport(passed, failed, tuple(differences))


def read(path: Path) -> Mapping[str, Any]:
    """A file of cases, decoded. Raises InvalidInput."""
    try:
        document = canonical.decode(path.read_bytes())
    except OSError:
        raise InvalidInput(str(path), "unreadable") from None
    except ValueError:
        raise InvalidInput(str(path), "not-json") from None
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise InvalidInput(str(path), "no-cases")
    return dict(document)


def _chosen(document: Mapping[str, Any], programmes: frozenset[str] | None) -> list[Mapping[str, Any]]:
    cases = list(document["cases"])
    if programmes is None or document.get("kind") != "follow-up":
        return cases
    return [
        case for case in cases if isinstance(case.get("programme"), str) and case["programme"] in programmes
    ]


def _differences(kind: str, case: Mapping[str, Any], catalogue: Programmes) -> Iterable[Found]:
    try:
        match kind:
            case "follow-up":
                return FollowUpCases(catalogue).differences(case)
            case "scoring":
                return ScoringCases(catalogue).differences(case)
            case "immunization":
                return immunization_cases.differences(case)
        raise Unsupported(kind)
    except Unsupported as reason:
        return [("", str(reason), UNSUPPORTED)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        # an ill-formed case fails with its reason; the others are still compared
        return [("", f"{type(fault).__name__}: {fault}", UNSUPPORTED)]


def _shown(value: Any) -> str:
    return canonical.encode(plain(value)).decode()
