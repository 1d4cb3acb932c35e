"""What the first pages of all records of one person say together, and what of it one page lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from healthdesk.domain.cover.page import said
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.sensitivity import PAST_CODE, PAST_DISEASE
from healthdesk.services import reading
from healthdesk.services.first_page import (
    ALLERGY,
    ALLERGY_TEXT,
    NO_ALLERGY,
    NO_DISEASE,
    OTHER_ALLERGY,
    option_text,
)

NO, YES = "1", "2"
"""Of every question here: nothing, and there is something that is listed beside it."""

YES_OR_NO = {
    "surgery": "surgery_list",
    "trauma": "trauma_list",
    "transfusion": "transfusion_list",
    "hereditary": "hereditary_text",
}
"""Asked with yes or no, and what it was: in rows, or in words."""

BOXES = {
    "exposure": "",
    "fh_father": "fh_father_text",
    "fh_mother": "fh_mother_text",
    "fh_siblings": "fh_siblings_text",
    "fh_children": "fh_children_text",
    "disability": "disability_text",
}
"""Asked with boxes, the first of which is "none", and what stands behind the last in words."""

Answers = Mapping[str, Any]
JOINT = "、"


def together(answers: Answers, others: Sequence[Answers], outside: Sequence[str]) -> dict[str, Any]:
    """The answers with the history that stands in the same person's other records.

    `outside` are allergies that another system names. "None" gives way; where nobody knows more, the answers
    stay as they are.
    """
    found, records = dict(answers), (answers, *others)
    rows = [row for one in records for row in one.get(PAST_DISEASE) or () if row.get(PAST_CODE) != NO_DISEASE]
    if rows:
        by_name = {(row.get(PAST_CODE), row.get("past_disease_text")): row for row in reversed(rows)}
        found[PAST_DISEASE] = [row for row in rows if row in by_name.values()]
    codes = [*_ticked(records, ALLERGY, NO_ALLERGY), *[OTHER_ALLERGY] * bool(outside)]
    texts = [*_written(records, ALLERGY_TEXT), *outside]
    return found | _joint(ALLERGY, codes, ALLERGY_TEXT, texts) | (_history(records) if others else {})


def _history(records: Sequence[Answers]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for asked, what in YES_OR_NO.items():
        told = [one[what] for one in records if one.get(what)]
        if told or any(str(one.get(asked)) == YES for one in records):
            found[asked] = YES
        if told:
            found[what] = _each_once(told)
    for asked, words in BOXES.items():
        found |= _joint(asked, _ticked(records, asked, NO), words, _written(records, words))
    return found


def _each_once(told: Sequence[Any]) -> Any:
    """Words joined to words, rows to rows."""
    if any(isinstance(one, str) for one in told):
        return JOINT.join(dict.fromkeys(map(str, told)))
    rows = [row for one in told for row in one]
    return [row for at, row in enumerate(rows) if row not in rows[:at]]


def _ticked(records: Iterable[Answers], asked: str, none: str) -> list[str]:
    return [code for one in records for code in reading.codes(one.get(asked)) if code != none]


def _written(records: Iterable[Answers], words: str) -> list[str]:
    return [str(one[words]) for one in records if one.get(words)]


def _joint(asked: str, codes: Iterable[str], words: str, texts: Iterable[str]) -> dict[str, Any]:
    """Each once, in the order of the records."""
    joint = {asked: list(dict.fromkeys(codes)), words: JOINT.join(dict.fromkeys(texts))}
    return {key: value for key, value in joint.items() if value}


def diseases_beyond(form: Form, answers: Answers, known: Answers) -> list[str]:
    """The names of the past diseases among what is known that these answers do not say."""
    own = [_disease(form, row) for row in answers.get(PAST_DISEASE) or ()]
    told = [_disease(form, row) for row in known.get(PAST_DISEASE) or ()]
    return [name for name in told if name not in own]


def _disease(form: Form, row: Answers) -> str:
    return str(row.get("past_disease_text") or option_text(form, PAST_CODE, str(row.get(PAST_CODE) or "")))


def history_beyond(form: Form, answers: Answers, known: Answers) -> Iterator[tuple[str, list[str]]]:
    """The question and the words of every other part of the history that these answers do not say."""
    for asked, words in (YES_OR_NO | BOXES).items():
        if form.has(asked):
            own = _named(form, answers, asked, words)
            if names := [one for one in _named(form, known, asked, words) if one not in own]:
                yield asked, names


def _named(form: Form, answers: Answers, asked: str, words: str) -> list[str]:
    """What stands there beyond "none": what is listed or written, and what was ticked. A yes adds nothing."""
    detail = answers.get(words) if words and form.has(words) else None
    if isinstance(detail, list | tuple):
        written = [said(form.item(words), [row], JOINT) for row in detail]
    else:
        written = str(detail).split(JOINT) if detail else []
    codes = [code for code in reading.codes(answers.get(asked)) if code != NO]
    if written and asked in YES_OR_NO:
        return written
    return [*(option_text(form, asked, code) for code in codes), *written]
