"""The first page of an archive as the person at the desk is shown it, and saved whole all the same.

A past disease, or a disability, of a topic that this person does not see is left out of what is shown;
what is saved keeps it. Whoever reads the page is told that there is more (`hides`), so that nobody takes
silence for health.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.sensitivity import PAST_CODE, PAST_DISEASE
from healthdesk.services import reading
from healthdesk.services.seat import Seat

FORM = "personal-information"
NO_DISEASE = "1"
ALLERGY, ALLERGY_TEXT = "drug_allergy", "drug_allergy_text"
NO_ALLERGY, OTHER_ALLERGY = "1", "5"
LISTS = {"drug_allergy": "drug-allergy-form", PAST_CODE: "past-disease-form"}
"""The shipped lists with the words of the same numbers: of those a record may be in need at any time."""


def form_of(forms: Forms) -> Form:
    """The newest form of the page; a bare one while its file cannot be read, so that a record still opens."""
    return next(iter(forms.sound((FORM,))), Form(FORM, "", FORM, ()))


def option_text(form: Form, link_id: str, code: str) -> str:
    """The words of a number, also while the file of the form cannot be read; an unknown one as it came."""
    if not form.has(link_id):
        return text_of(LISTS.get(link_id), code)
    option = form.item(link_id).option(code)
    return option.text if option else code


def hides(seat: Seat, answers: Mapping[str, Any]) -> bool:
    """Whether the page says something that this person is not shown."""
    boxes = _hidden_boxes(seat)
    return bool(_hidden_rows(seat, answers)) or any(
        not hidden.isdisjoint(reading.codes(answers.get(key))) for key, hidden in boxes.items()
    )


def shown(seat: Seat, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without what this person is not shown."""
    found = dict(answers)
    if hidden := _hidden_rows(seat, answers):
        found[PAST_DISEASE] = [row for row in answers[PAST_DISEASE] if row not in hidden]
    for key, boxes in _hidden_boxes(seat).items():
        given = reading.codes(answers.get(key))
        if not boxes.isdisjoint(given):
            found[key] = [code for code in given if code not in boxes]
    return {key: value for key, value in found.items() if value or value == 0}


def kept(seat: Seat, form: Form, before: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """What is saved, with what this person was not shown; "none" of somebody who could not know gives way.

    An item that the form does not know came from another system; it stays.
    """
    whole = {key: value for key, value in before.items() if not form.has(key)} | dict(saved)
    if hidden := _hidden_rows(seat, before):
        rows = [row for row in saved.get(PAST_DISEASE) or () if row.get(PAST_CODE) != NO_DISEASE]
        whole[PAST_DISEASE] = [*rows, *(row for row in hidden if row not in rows)]
    for key, boxes in _hidden_boxes(seat).items():
        unseen = [code for code in reading.codes(before.get(key)) if code in boxes]
        if unseen:
            own = [code for code in reading.codes(saved.get(key)) if not _is_exclusive(form, key, code)]
            whole[key] = [*own, *(code for code in unseen if code not in own)]
    return whole


def names(seat: Seat, form: Form, answers: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The topic and the name of each sensitive past disease, as a referral would write it."""
    for topic, row in seat.sensitivity.past(answers):
        name_of_number = option_text(form, PAST_CODE, str(row.get(PAST_CODE) or ""))
        for name in (str(row.get("past_disease_text") or ""), name_of_number):
            if name and (topic.names(name) or str(row.get(PAST_CODE)) in topic.past_diseases):
                yield topic.key, name


def _hidden_rows(seat: Seat, answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [row for topic, row in seat.sensitivity.past(answers) if not seat.sees(topic.key)]


def _hidden_boxes(seat: Seat) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for topic in seat.sensitivity.topics:
        if not seat.sees(topic.key):
            for key, codes in topic.boxes.items():
                found.setdefault(key, set()).update(codes)
    return found


def _is_exclusive(form: Form, link_id: str, code: str) -> bool:
    option = form.item(link_id).option(code)
    return option is not None and option.is_exclusive
