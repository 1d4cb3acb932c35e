"""Every place where a record is listed, shown or printed, walked by somebody without the right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from healthdesk.base import errors
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.builders import PASSWORD
from tests.desks import amended, registered, seat
from tests.documents import reading
from tests.secrets_of import BETRAYING, PAST, a_secretive_person
from tests.services.test_chronic_programmes import DISORDER_VISIT, SUPPLEMENT, written

Place = Callable[[Desk, str], Any]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def synchronise(desk: Desk, platform: FakePlatform) -> None:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    Engine(link).run(Silence())


def _paper(pdf: bytes) -> str:
    return reading.text(pdf)


PLACES: dict[str, Place] = {
    "search": lambda desk, person: desk.residents.search("王秀英"),
    "residents": lambda desk, person: desk.residents.page(),
    "export": lambda desk, person: desk.residents.everybody(),
    "card": lambda desk, person: desk.residents.card(person),
    "first page": lambda desk, person: desk.residents.sheet(person)[0].answers(),
    "record": lambda desk, person: desk.records.open(person),
    "visits": lambda desk, person: desk.visits.all(),
    "visits in full": lambda desk, person: desk.visits.full(person),
    "completeness": lambda desk, person: desk.quality.completeness(person),
    "findings": lambda desk, person: desk.quality.findings(FIRST, LAST),
    "sample": lambda desk, person: desk.quality.sample(FIRST, LAST, 20, 1),
    "due": lambda desk, person: desk.worklist.everybody_due(as_of=desk.clock.today() + timedelta(days=400)),
    "to do": lambda desk, person: desk.worklist.waiting(),
    "progress": lambda desk, person: desk.worklist.progress(),
    "for the doctor": lambda desk, person: desk.doctor_list.waiting(),
    "to confirm": lambda desk, person: desk.suggestions.page(),
    "suggested": lambda desk, person: [one.key for one in desk.enrolments.suggested(person)],
    "enrolments": lambda desk, person: desk.enrolments.all(),
    "referrals": lambda desk, person: (desk.referrals.all(), desk.referrals.of(person)),
    "a new referral": lambda desk, person: desk.referrals.start(person).answers(),
    "a referral's preview": lambda desk, person: desk.referrals.preview(person, desk.referrals.start(person)),
    "drafts": lambda desk, person: desk.drafts.mine(),
    "family": lambda desk, person: desk.families.around(person),
    "immunization card": lambda desk, person: desk.immunization.card(person),
    "who looked": lambda desk, person: desk.auditing.who_looked(person),
    "queue": lambda desk, person: desk.platform.queue(),
    "conflicts": lambda desk, person: desk.platform.conflicts(),
    "reactions": lambda desk, person: desk.reactions.all(),
    "referrals to ask about": lambda desk, person: desk.referral_results.waiting(),
    "reports": lambda desk, person: desk.reports.all(),
    "recall": lambda desk, person: desk.recall.rows(),
    "cover page": lambda desk, person: desk.cover_pages.of(person),
    "cover page on paper": lambda desk, person: _paper(desk.printing.cover_page(person)),
    "first page on paper": lambda desk, person: _paper(desk.printing.archive(person, "personal-information")),
    "archive cover on paper": lambda desk, person: _paper(desk.printing.archive(person, "archive-cover")),
} | {
    f"a new {key}": lambda desk, person, key=key: [
        one.filling.answers() | dict(one.filling.last) for one in [desk.visits.start(person, "archive", key)]
    ]
    for key in ("encounter", "consultation", "information-card", "health-checkup", "family-doctor-contract")
}


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLERK, Role.MANAGER, Role.TCM_DOCTOR])
def test_nothing_betrays_what_somebody_is_not_shown(desk: Desk, role: Role) -> None:
    person = a_secretive_person(desk)
    seat(desk, role)
    found = {}
    for name, look in PLACES.items():
        try:
            shown = str(msgspec.to_builtins(look(desk, person), enc_hook=repr, str_keys=True))
        except errors.NotAllowed:
            continue
        if betrayed := [word for word in BETRAYING if word in shown]:
            found[name] = betrayed
    assert found == {}


def test_what_a_nurse_does_not_see_of_a_first_page_is_kept_when_she_saves_it(desk: Desk) -> None:
    person = registered(desk, **PAST)
    seat(desk, Role.NURSE)
    assert desk.residents.hides(person)
    assert desk.residents.card(person).has_hidden_programme
    sheet, version = desk.residents.sheet(person)
    assert sheet.value("past_disease") == (PAST["past_disease"][0],)
    sheet = sheet.answer("past_disease", [{"past_disease_code": "1"}]).answer("disability", ["1"])
    desk.residents.edit(person, sheet.answer("phone", "13900002222"), version)
    desk.accounts.log_in("admin", PASSWORD)
    whole, _ = desk.residents.sheet(person)
    assert whole.value("phone") == "13900002222"
    assert whole.value("past_disease") == tuple(PAST["past_disease"][1:]), "no silence that reads as health"
    assert whole.value("disability") == ("7",)


def test_a_record_about_two_topics_is_for_those_who_see_both(desk: Desk) -> None:
    person = registered(desk)
    sheet = desk.visits.start(person, "archive", "encounter").filling
    both = [{"diagnosis_code": "A16.2"}, {"diagnosis_code": "B20.1"}]
    desk.visits.sign(person, "archive", sheet.answer("diagnoses", both), is_incomplete=True)
    desk.accounts.add(login="nurse", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    for topics, seen in ((["tuberculosis"], 0), (["tuberculosis", "hiv"], 1)):
        desk.accounts.log_in("admin", PASSWORD)
        desk.accounts.set_sensitive("nurse", topics)
        desk.accounts.log_in("nurse", PASSWORD)
        assert (len(desk.visits.all()), len(desk.records.open(person).events)) == (seen, seen)


def test_a_conflict_about_a_hidden_record_waits_and_is_not_shown(desk: Desk) -> None:
    platform = FakePlatform()
    person = registered(desk)
    written(desk, person, "severe-mental-disorder", SUPPLEMENT)
    visit = written(desk, person, "severe-mental-disorder", DISORDER_VISIT)
    synchronise(desk, platform)
    amended(desk, visit.id, insight="2")
    body = platform.body("QuestionnaireResponse", visit.id)
    for item in (one for section in body["item"] for one in (section, *section.get("item", ()))):
        if item["linkId"] == "insight":
            item["answer"][0]["valueCoding"]["code"] = "3"
    platform.write("QuestionnaireResponse", visit.id, body)
    synchronise(desk, platform)
    (before,) = desk.platform.conflicts()
    assert not before.is_hidden
    assert "insight" in {one.label for one in before.entry.fields}
    seat(desk, Role.NURSE)
    (row,) = desk.platform.conflicts()
    assert (row.is_hidden, row.name, row.entry.fields, row.entry.row_id) == (True, "王秀英", (), None)
    with pytest.raises(errors.NotAllowed):
        desk.platform.resolve(row.entry.key, {})
    assert desk.platform.state().conflicts == 1


def test_a_refused_save_of_a_hidden_record_is_for_those_who_see_it(desk: Desk) -> None:
    person = registered(desk)
    written(desk, person, "severe-mental-disorder", SUPPLEMENT)
    seat(desk, Role.NURSE)
    hidden = [row for row in desk.platform.queue() if row.is_hidden]
    assert hidden
    assert all((row.entry.rows, row.entry.fields, row.entry.places) == ((), (), None) for row in hidden)
    for act in (desk.platform.resend, lambda key: desk.platform.discard(key, "重复")):
        with pytest.raises(errors.NotAllowed):
            act(hidden[0].entry.intent_id)
