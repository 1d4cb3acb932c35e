"""What a check-up found: values beyond their limits and codes that are not the normal one.

Read from resources/forms/findings (archive-chronic/03 K, ours): the words proposed for 异常, and which code
of each item is the normal one.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import msgspec

from healthdesk.base.paths import resources
from healthdesk.domain.forms.answers import Answer, Answers, as_number


class _Limit(msgspec.Struct, frozen=True):
    item: str
    from_value: Decimal = msgspec.field(name="from")
    below: Decimal | None = None

    def holds(self, answers: Answers) -> bool:
        value = as_number(answers.get(self.item))
        if value is None or value < self.from_value:
            return False
        return self.below is None or value < self.below


class Finding(msgspec.Struct, frozen=True):
    """Words for a value beyond a limit. `asks_again` is the box of 体检对象 whose diagnosis explains it."""

    text: str
    any_of: tuple[_Limit, ...]
    sex: str = ""
    asks_again: str = ""

    def words(self, answers: Answers) -> str:
        """The text with the values of the sheet; a value that was not taken is a question mark."""
        return self.text.format_map(_Values(answers))


class _Values(dict[str, Answer]):
    def __missing__(self, key: str) -> str:
        return "?"


class Findings(msgspec.Struct, frozen=True):
    """The table of one form."""

    findings: tuple[Finding, ...]
    normal: Mapping[str, str]

    def beyond(self, answers: Answers, sex: str | None) -> tuple[Finding, ...]:
        """The values beyond their limits, in the order of the table."""
        return tuple(
            one
            for one in self.findings
            if one.sex in ("", sex) and any(limit.holds(answers) for limit in one.any_of)
        )

    def not_normal(self, answers: Answers) -> tuple[str, ...]:
        """The items whose answer is not the normal one."""
        return tuple(
            key for key, code in self.normal.items() if key in answers and answers[key] not in (code, (code,))
        )


@cache
def findings_of(form: str) -> Findings:
    """The table of `resources/forms/findings/<form>.json`."""
    return msgspec.json.decode(
        (resources() / "forms" / "findings" / f"{form}.json").read_bytes(), type=Findings
    )
