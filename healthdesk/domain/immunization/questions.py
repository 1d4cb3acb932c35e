"""Question: a fact the schedule depends on, to be asked while nobody has said it."""

from dataclasses import dataclass

from healthdesk.domain.immunization.rules import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class Question:
    """`item` is the item of the background form that answers it, `fact` the field of Context it fills.

    It matters to the `groups` (all, where there are none named) while `when` holds; `text` is the question
    in words a parent understands, `why` what depends on it. `each_visit`: an older answer is shown, and asked
    again on every day of a vaccination.
    """

    item: str
    text: str
    why: str
    source: str
    confidence: str
    fact: str = ""
    groups: frozenset[str] = frozenset()
    when: Condition = ALWAYS
    each_visit: bool = False
