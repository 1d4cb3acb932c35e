"""Base, here, there: what may be merged by itself and what waits for a person (sync.md 7)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthdesk.base import canonical
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.sync import fields
from healthdesk.sync.merge import Verdict, three_way
from tests.fhir import samples

MAPPER = Mapper()
FORM = 1
FREE = ("workplace", "phone_note", "occupation", "education", "fuel", "water", "toilet", "payment")


def bodies(answers: dict[str, Any] | None = None, **columns: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The Patient and the form of a resident."""
    made = MAPPER.freeze(samples.resident(answers, **columns), lambda _type, _id: None)
    patient, form = (canonical.decode(canonical.encode(one.body)) for one in made[:2])
    return patient, form


def form(**answers: Any) -> dict[str, Any]:
    """The archive's form with these answers (None: not answered)."""
    return bodies(answers)[FORM]


def test_a_body_is_the_same_after_flattening() -> None:
    for row in (samples.resident(), *samples.others()):
        for resource in MAPPER.freeze(row, lambda _type, _id: None):
            body = canonical.decode(canonical.encode(resource.body))
            assert fields.unflatten(fields.flatten(body)) == body


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(FREE[:4]), samples.words),
    st.dictionaries(st.sampled_from(FREE[4:]), samples.words),
)
def test_changes_of_different_fields_commute(here: dict[str, Any], there: dict[str, Any]) -> None:
    base = form(workplace="无", fuel="1")
    one = three_way(
        base,
        form(**({"workplace": "无", "fuel": "1"} | here)),
        form(**({"workplace": "无", "fuel": "1"} | there)),
    )
    other = three_way(
        base,
        form(**({"workplace": "无", "fuel": "1"} | there)),
        form(**({"workplace": "无", "fuel": "1"} | here)),
    )
    assert one.open_paths == other.open_paths == ()
    assert _answers(one.body) == _answers(other.body)
    assert _answers(one.body) == _answers(form(**({"workplace": "无", "fuel": "1"} | here | there)))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(FREE), samples.words))
def test_the_same_change_is_no_difference(both: dict[str, Any]) -> None:
    assert three_way(form(), form(**both), form(**both)).rows == ()


def _answers(body: dict[str, Any]) -> dict[str, Any]:
    return {item["linkId"]: item for item in body["item"]}


def test_a_disagreement_is_open_and_nothing_is_preselected() -> None:
    merged = three_way(form(workplace="a"), form(workplace="b"), form(workplace="c"))
    assert merged.open_paths == ("item[workplace]",)
    (row,) = merged.rows
    assert (row.label, row.base, row.here, row.there, row.is_safety) == ("workplace", "a", "b", "c", False)


@pytest.mark.parametrize(
    ("choice", "value"), [(Verdict.HERE, "b"), (Verdict.THERE, "c")], ids=["ours", "theirs"]
)
def test_a_choice_settles_it(choice: Verdict, value: str) -> None:
    sides = (form(workplace="a"), form(workplace="b"), form(workplace="c"))
    merged = three_way(*sides, {"item[workplace]": choice})
    assert merged.open_paths == ()
    assert _answers(merged.body)["workplace"]["answer"][0]["valueString"] == value


@pytest.mark.parametrize(
    ("base", "here", "there", "result"),
    [
        pytest.param(["1"], ["2"], ["1"], {"2"}, id="added here"),
        pytest.param(["2"], ["2"], ["2", "3"], {"2", "3"}, id="added there"),
        pytest.param(["1"], ["2"], ["3"], {"2", "3"}, id="added on both sides"),
        pytest.param(["2", "3"], ["2", "3"], ["2"], None, id="removed there"),
        pytest.param(["2", "3"], ["3"], ["2", "3"], None, id="removed here"),
        pytest.param(["2"], ["1"], ["2", "3"], None, id="removed against added"),
    ],
)
def test_an_allergy_is_added_by_itself_but_never_taken_away(
    base: list[str], here: list[str], there: list[str], result: set[str] | None
) -> None:
    merged = three_way(form(drug_allergy=base), form(drug_allergy=here), form(drug_allergy=there))
    if result is None:
        assert merged.open_paths == ("item[drug_allergy]",)
        assert merged.rows[-1].is_safety or any(row.is_safety for row in merged.rows)
    else:
        assert merged.open_paths == ()
        answers = _answers(merged.body)["drug_allergy"]["answer"]
        assert {
            next(iter(one.values()))
            if isinstance(next(iter(one.values())), str)
            else one["valueCoding"]["code"]
            for one in answers
        } == result


@pytest.mark.parametrize("platform", ["national", "hl7-china"])
@pytest.mark.parametrize("id_type", ["01", "02"], ids=["card", "household-book"])
def test_an_identity_number_is_never_changed_silently(platform: str, id_type: str) -> None:
    profile = Profile.read(platform)
    mapper = Mapper(profile=profile)

    def patient(**answers: Any) -> dict[str, Any]:
        row = samples.resident(answers, id_type=id_type)
        body: dict[str, Any] = mapper.freeze(row, lambda _type, _id: None)[0].body
        return body

    base, here, there = patient(), patient(phone="13900000009"), patient(id_no="110105195903120049")
    merged = three_way(base, here, there, profile=profile)
    assert [(row.label, row.is_safety) for row in merged.rows if row.verdict is Verdict.OPEN] == [
        ("id_no", True)
    ]


def test_a_number_of_another_house_is_not_taken_away_silently_but_an_archive_gets_its_number() -> None:
    card = {"system": "urn:oid:2.16.840.1.113883.2.23.1.19.2", "value": "A0"}
    base = bodies()[0]
    base["identifier"].append(card)
    there = base | {"identifier": [one for one in base["identifier"] if one is not card]}
    here = base | {"identifier": [*base["identifier"][1:]]}
    assert [row.verdict for row in three_way(base, base, there).rows] == [Verdict.OPEN]
    assert [row.label for row in three_way(base, here, base).rows] == ["archive_no"]
    assert three_way(base, here, base).open_paths == ()


def test_void_against_change_is_open_with_ours_kept() -> None:
    visit = next(row for row in samples.others() if type(row).__name__ == "Visit")
    base = canonical.decode(canonical.encode(MAPPER.freeze(visit, lambda _t, _i: None)[0].body))
    here = base | {"author": {"display": "王慧"}}
    merged = three_way(base, here, base | {"status": "entered-in-error"})
    assert merged.open_paths == ("status",)
    assert merged.body["status"] == base["status"]


def test_due_dates_follow_the_later_visit() -> None:
    def plan(last: str, due: str) -> dict[str, Any]:
        row = next(row for row in samples.others() if type(row).__name__ == "Enrolment")
        body = canonical.decode(canonical.encode(MAPPER.freeze(row, lambda _t, _i: None)[0].body))
        parts = [{"url": "last_visit_on", "valueDate": last}, {"url": "next_due", "valueDate": due}]
        return body | {"extension": [{"url": "urn:healthdesk:enrolment", "extension": parts}]}

    base, here, there = (
        plan("2026-01-01", "2026-04-01"),
        plan("2026-03-01", "2026-06-01"),
        plan("2026-02-01", "2026-05-01"),
    )
    assert three_way(base, here, there).body == here
    assert three_way(base, there, here).body["extension"] == here["extension"]
    assert three_way(base, here, there).open_paths == ()


def test_elements_nobody_knows_are_kept_from_both_sides() -> None:
    base = bodies()[0]
    here = base | {"extension": [*base["extension"], {"url": "http://a.test", "valueString": "a"}]}
    there = base | {"communication": [{"language": {"text": "普通话"}}]}
    merged = three_way(base, here, there)
    assert merged.open_paths == ()
    assert {"url": "http://a.test", "valueString": "a"} in merged.body["extension"]
    assert merged.body["communication"] == there["communication"]


def test_a_list_of_bare_words_is_compared_like_any_other() -> None:
    base = {"resourceType": "AllergyIntolerance", "category": ["medication"]}
    merged = three_way(base, base, base | {"category": ["medication", "food"]})
    assert merged.body["category"] == ["medication", "food"]


def test_a_list_that_became_something_else_is_no_addition() -> None:
    base = {"resourceType": "AllergyIntolerance", "category": ["medication"], "code": [{"text": "青霉素"}]}
    merged = three_way(base, base, base | {"category": 5, "code": 5})
    assert merged.open_paths == ("code",)
