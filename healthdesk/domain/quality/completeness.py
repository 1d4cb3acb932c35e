"""What a record lacks, counted as an audit counts it: empty items and wrong ones together."""

from dataclasses import dataclass

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.quality.limits import Limits


@dataclass(frozen=True, slots=True)
class Completeness:
    """Link ids asked for and empty, link ids whose answer is refused; `asked` counts the required ones."""

    asked: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    is_standard: bool

    @property
    def faults(self) -> int:
        """Empty and wrong items together."""
        return len(self.missing) + len(self.wrong)


def completeness(filling: Filling, limits: Limits) -> Completeness:
    """How complete a filled form is; standard with no more faults than the audit allows."""
    missing = filling.gaps()
    wrong = tuple(dict.fromkeys(problem.link_id for problem in filling.problems()))
    return Completeness(
        asked=sum(item.is_required for item in filling.asked_leaves()),
        missing=missing,
        wrong=wrong,
        is_standard=len(missing) + len(wrong) <= limits.faults_allowed.value,
    )
