"""What a person sees and decides in the sync centre."""

from pathlib import Path

import pytest
from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.base.errors import NotFound
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.store.platform import PLATFORM, Conflict, Intent, Version
from healthdesk.sync import attempts, centre, inventory
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station

IN_STEP = ("in-step", 0, 0, 0)


def torn(here: Station, there: Station) -> str:
    """A resident whose telephone both sides changed; returns the id."""
    resident = here.register()
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    there.edit(resident, phone="13900000002", current_address="新华里 9")
    there.sync()
    assert here.sync().state == "conflict"
    return resident


@pytest.mark.parametrize(
    ("choice", "phone"),
    [(Verdict.HERE, "13900000001"), (Verdict.THERE, "13900000002")],
    ids=["ours", "theirs"],
)
def test_a_conflict_is_settled_by_choosing(
    here: Station, there: Station, choice: Verdict, phone: str
) -> None:
    resident = torn(here, there)
    (conflict,) = here.conflicts()
    assert conflict.resident_id == resident
    assert (conflict.noun, conflict.row_id, conflict.here_by) == ("Resident", resident, "李慧")
    (field,) = [one for one in conflict.fields if one.verdict is Verdict.OPEN]
    assert (field.label, field.base, field.here, field.there) == (
        "phone",
        "13800005521",
        "13900000001",
        "13900000002",
    )
    assert not centre.resolve(here.link, conflict.key, {}, "王慧")
    assert centre.resolve(here.link, conflict.key, {field.path: choice}, "王慧")
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert here.row("Resident", resident)["phone"] == phone
    assert here.row("Resident", resident)["address"] == "新华里 9"


def test_the_result_of_a_conflict_names_both_parents(here: Station, there: Station) -> None:
    torn(here, there)
    (entry,) = here.conflicts()
    (field,) = [one for one in entry.fields if one.verdict is Verdict.OPEN]
    centre.resolve(here.link, entry.key, {field.path: Verdict.HERE}, "王慧")
    with here.database.reading() as session:
        conflict = session.get_one(Conflict, entry.key)
        result = session.get_one(Version, conflict.result_seq)
    assert (conflict.state, conflict.resolved_by) == ("resolved", "王慧")
    assert (result.parent_a, result.parent_b) == (conflict.local_seq, conflict.remote_seq)
    assert result.actor == "王慧"


def test_other_work_goes_on_while_a_conflict_is_open(here: Station, there: Station) -> None:
    torn(here, there)
    other = here.register(2)
    here.visit(other)
    outcome = here.sync()
    assert (outcome.sent, outcome.conflicts) == (2, 1)


@pytest.mark.parametrize("choice", [Verdict.HERE, Verdict.THERE], ids=["kept", "given up"])
def test_changed_here_and_deleted_there(here: Station, platform: FakePlatform, choice: Verdict) -> None:
    visit = here.visit(here.register())
    here.sync()
    platform.delete("QuestionnaireResponse", visit)
    here.change("Visit", visit, grade="1")
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert centre.resolve(here.link, conflict.key, {"*": choice}, "王慧")
    assert here.settled(here.sync()) == IN_STEP
    is_there = platform.state["QuestionnaireResponse", visit].body is not None
    assert is_there == (choice is Verdict.HERE)
    assert here.row("Visit", visit)["status"] == ("signed" if choice is Verdict.HERE else "void")


def test_a_refused_save_says_why_and_is_sent_again(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    platform.refuses = lambda body: "Patient.birthDate" if body["resourceType"] == "Patient" else None
    here.sync()
    with here.database.reading() as session:
        (entry,) = centre.queue(session, PLATFORM)
    assert (entry.state, entry.code, entry.places) == ("rejected", "422", "invalid Patient.birthDate")
    assert (entry.resident_id, entry.rows) == (resident, (("Resident", resident),))
    assert entry.fields == ("birth_date",)
    platform.refuses = lambda body: None
    centre.resend(here.link, entry.intent_id)
    assert here.settled(here.sync()) == IN_STEP


def test_a_refused_identity_number_is_known_by_the_systems_of_the_platform(
    tmp_path: Path, platform: FakePlatform
) -> None:
    mapper = Mapper(profile=Profile.read("hl7-china"))
    here = a_station(tmp_path / "desk", platform.client(), mapper=mapper)
    here.register(id_no="110105195903120022")
    platform.refuses = lambda body: (
        "Patient.identifier[1].value" if body["resourceType"] == "Patient" else None
    )
    here.sync()
    with here.database.reading() as session:
        (entry,) = centre.queue(session, PLATFORM, profile=mapper.profile)
    assert entry.fields == ("id_no",)
    here.database.close()


@pytest.mark.parametrize(
    ("type_", "place", "field", "value"),
    [
        ("QuestionnaireResponse", "QuestionnaireResponse.item[{sbp}].answer[0].value", "sbp", "146"),
        ("QuestionnaireResponse", "Bundle.entry[1].resource.item[{sbp}].answer[0]", "sbp", "146"),
        (
            "QuestionnaireResponse",
            "Bundle.entry[1].resource.ofType(QuestionnaireResponse).item[{sbp}]",
            "sbp",
            "146",
        ),
        ("Observation", "Bundle.entry[{pressure}].resource.component[1].valueQuantity", "dbp", "86"),
        ("QuestionnaireResponse", "QuestionnaireResponse.author", "author", "李慧"),
        ("QuestionnaireResponse", "QuestionnaireResponse.item[99]", "", None),
        ("QuestionnaireResponse", "Bundle.entry[77].resource.item[1]", "", None),
        ("QuestionnaireResponse", "Somewhere.else", "", None),
    ],
)
def test_a_refusal_names_the_question_and_what_stands_there(
    here: Station, platform: FakePlatform, type_: str, place: str, field: str, value: str | None
) -> None:
    resident = here.register()
    here.sync()
    visit = here.visit(resident)
    with here.database.reading() as session:
        (intent,) = session.scalars(select(Intent).where(Intent.state == "queued"))
        types = [item.type for item in intent.items]
        body = canonical.decode(session.get_one(Version, intent.items[0].version_seq).body)
    keys = [item["linkId"] for item in body["item"]]
    where = place.format(sbp=keys.index("sbp"), pressure=1 + types.index("Observation"))
    platform.refuses = lambda body: where if body["resourceType"] == type_ else None
    here.sync()
    with here.database.reading() as session:
        (entry,) = centre.queue(session, PLATFORM)
    (complaint,) = entry.complaints
    assert (complaint.issue, complaint.field, complaint.value) == ("invalid", field, value)
    assert not field or (complaint.noun, complaint.row_id) == ("Visit", visit)


def test_a_discarded_save_stays_here_and_is_never_sent(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    platform.refuses = lambda body: "Patient.birthDate" if body["resourceType"] == "Patient" else None
    here.sync()
    with here.database.reading() as session:
        (entry,) = centre.queue(session, PLATFORM)
    centre.discard(here.link, entry.intent_id, "重复", "张岚")
    platform.refuses = lambda body: None
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", resident)["name"] == "王秀英"
    assert ("Patient", resident) not in platform.state
    with pytest.raises(NotFound):
        centre.discard(here.link, entry.intent_id, "again", "张岚")


def test_a_discarded_change_falls_back_to_what_the_platform_has(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    here.edit(resident, phone="1")
    platform.refuses = lambda body: "Patient.telecom" if body["resourceType"] == "Patient" else None
    here.sync()
    with here.database.reading() as session:
        (entry,) = centre.queue(session, PLATFORM)
    centre.discard(here.link, entry.intent_id, "录入错误", "张岚")
    assert here.row("Resident", resident)["phone"] == "13800005521"
    assert here.settled(here.sync()) == IN_STEP


def test_the_log_of_attempts_holds_sizes_and_outcomes_only(here: Station, platform: FakePlatform) -> None:
    here.register()
    platform.fail(faults.answer_lost)
    here.sync()
    with here.database.reading() as session:
        found = attempts.latest(session, PLATFORM)
        assert inventory.proof(session, PLATFORM) == (2, 2, 0)
        summary = centre.summary(session, PLATFORM)
    assert {one.outcome for one in found} >= {"answered", "unclear"}
    assert summary.last_success_at is not None
    assert summary.url == "http://platform.test/fhir"


def test_a_pulled_store_has_nothing_to_send(here: Station, there: Station) -> None:
    resident = here.register()
    here.visit(resident)
    here.sync()
    there.sync()
    here.edit(resident, phone="13900000001")
    here.sync()
    assert there.sync().sent == 0
    assert there.heads("dirty") == 0
