"""Records on paper: the version they were signed in, whose they are, audited, for those who see them."""

from pathlib import Path

import pytest
from sqlalchemy import select

from healthdesk.base import errors, paths
from healthdesk.desk import Desk
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_pdf import form_pdf
from healthdesk.documents.layouts import Words, read
from healthdesk.domain.access import Role
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.services.form_paper import FormPapers
from healthdesk.store.audit import AuditEntry
from healthdesk.store.visits import Visit
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.builders import PASSWORD
from tests.desks import amended, registered, seat, signed
from tests.documents.reading import pages, text, torn
from tests.services.test_outside_facts import told
from tests.services.test_privacy_places import synchronise


def prints(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.act == "print")
        return [(entry.noun, entry.resident_id) for entry in session.scalars(query)]


def test_a_record_is_printed_with_its_person_and_signer(desk: Desk) -> None:
    person = registered(desk)
    found = text(desk.printing.visit(signed(desk, person, sbp=158, dbp=92)))
    for words in (
        "高血压患者随访服务记录表",
        "王秀英",
        "158",
        "氨氯地平",
        "张建国",
        "幸福路社区卫生服务中心",
    ):
        assert words in found
    assert prints(desk) == [("Visit", person)]


def test_a_paper_says_that_it_or_a_correction_of_it_has_not_been_sent_yet(desk: Desk) -> None:
    unsent, platform = read("words", Words).unsent, FakePlatform()
    visit = signed(desk, registered(desk), sbp=158, dbp=92)
    assert unsent in text(desk.printing.visit(visit))
    synchronise(desk, platform)
    assert unsent not in text(desk.printing.visit(visit))
    amended(desk, visit, sbp=138)
    assert unsent in text(desk.printing.visit(visit))
    synchronise(desk, platform)
    assert unsent not in text(desk.printing.visit(visit))


def test_several_records_stand_in_columns_and_a_void_one_does_not(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=131, visit_date="2026-05-04")
    wrong = signed(desk, person, sbp=159, dbp=95, visit_date="2026-06-04")
    signed(desk, person, sbp=133, visit_date="2026-08-03")
    desk.visits.void(wrong, "记错了人")
    (page,) = pages(desk.printing.visits(person, "hypertension-visit"))
    assert "131" in page and "133" in page and "159" not in page
    with pytest.raises(errors.NotFound):
        desk.printing.visits(person, "diabetes-visit")


def test_a_record_stands_on_the_version_it_was_signed_in(desk: Desk, tmp_path: Path) -> None:
    person = registered(desk)
    old = signed(desk, person, sbp=131, visit_date="2026-05-04")
    signed(desk, person, sbp=133, visit_date="2026-08-03")
    with desk.database.writing("test") as session:
        session.get_one(Visit, old).form_version = "2011.1"
    forms = paths.resources() / "forms"
    now = (forms / "hypertension-visit-2017.json").read_text(encoding="utf-8")
    before = now.replace('"2017.1"', '"2011.1"').replace("遵医行为", "从医行为")
    (tmp_path / "hypertension-visit-2017.json").write_text(now, encoding="utf-8")
    (tmp_path / "hypertension-visit-2011.json").write_text(before, encoding="utf-8")
    papers = FormPapers(
        database=desk.database,
        seat=desk.seat,
        forms=Forms.read(tmp_path),
        programmes=desk.programmes,
        clock=desk.clock,
    )
    paper = papers.visits(person, "hypertension-visit")
    assert [(one.form.version, len(one.fillings)) for one in paper.forms] == [("2011.1", 1), ("2017.1", 1)]
    first, second = pages(form_pdf(paper.forms, paper.header, Fonts.load()))
    assert "从医行为" in first and "131" in first and "遵医行为" in second and "133" in second


def test_records_of_one_sheet_are_printed_each_on_its_form(desk: Desk) -> None:
    person, other = registered(desk), registered(desk, name="李四", id_no=None)
    desk.enrolments.enrol(person, "diabetes")
    sugar = desk.visits.start(person, "diabetes").filling.answer("fbg", "6.4")
    both = (signed(desk, person), desk.visits.sign(person, "diabetes", sugar, is_incomplete=True).id)
    first, second = pages(desk.printing.visit(*both))
    assert first.startswith("高血压患者随访服务记录表") and second.startswith("2型糖尿病患者随访服务记录表")
    assert "王秀英" in first and "王秀英" in second and "6.4" in second
    assert prints(desk) == [("Visit", person), ("Visit", person)]
    with pytest.raises(errors.InvalidInput):
        desk.printing.visit(both[0], signed(desk, other))


def test_an_unknown_version_is_not_printed_on_another_form(desk: Desk) -> None:
    person = registered(desk)
    visit = signed(desk, person)
    with desk.database.writing("test") as session:
        session.get_one(Visit, visit).form_version = "2099.1"
    for act in (
        lambda: desk.printing.visit(visit),
        lambda: desk.printing.visits(person, "hypertension-visit"),
    ):
        with pytest.raises(errors.NotFound):
            act()


def test_a_blank_form_is_nobodys_and_leaves_no_trace(desk: Desk) -> None:
    assert "高血压患者随访服务记录表" in text(desk.printing.blank("hypertension-visit"))
    assert prints(desk) == []
    with pytest.raises(errors.NotFound):
        desk.printing.blank("no-such-form")


@pytest.mark.parametrize("form", ["personal-information", "archive-cover"])
def test_the_papers_of_the_archive_are_filled_from_it(desk: Desk, form: str) -> None:
    person = registered(desk)
    assert "王秀英" in text(desk.printing.archive(person, form))
    assert prints(desk) == [("Resident", person)]
    with pytest.raises(errors.NotFound):
        desk.printing.archive(person, "hypertension-visit")


def test_a_sensitive_record_is_not_printed_for_those_who_do_not_see_it(desk: Desk) -> None:
    person = registered(desk)
    visit = signed(desk, person)
    with desk.database.writing("test") as session:
        row = session.get_one(Visit, visit)
        row.programme, row.topic = "severe-mental-disorder", "mental-disorder"
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.printing.visit(visit)
    desk.accounts.log_in("admin", PASSWORD)
    assert desk.printing.visit(visit)


def test_only_what_was_asked_is_signed(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "tuberculosis", "tuberculosis-visit").filling
    visit = desk.visits.sign(person, "tuberculosis", filling.answer("mode", "1"), is_incomplete=True)
    assert text(desk.printing.visit(visit.id)).count("张建国") == 1


def joined(desk: Desk) -> tuple[str, str]:
    """One person with two records, of which each knows of a drug and a disease that the other does not."""
    kept = registered(desk, drug_allergy=["1"], past_disease=[{"past_disease_code": "1"}])
    other = registered(
        desk,
        drug_allergy=["2", "5"],
        drug_allergy_text="头孢曲松",
        past_disease=[{"past_disease_code": "4", "past_disease_month": "2019-04"}],
    )
    desk.duplicates.join(kept, other)
    return kept, other


def test_paper_of_a_joined_record_says_what_the_other_one_knows(desk: Desk) -> None:
    kept, other = joined(desk)
    number = desk.residents.card(other).archive_no
    page = text(desk.printing.archive(kept, "personal-information"))
    for words in (number, "青霉素、头孢曲松", "既往疾病：冠心病"):
        assert words in page
    assert torn(desk.printing.archive(kept, "personal-information")) == []
    visit = text(desk.printing.visit(signed(desk, kept)))
    assert "药物过敏：青霉素、头孢曲松" in visit and "冠心病" not in visit
    cover = text(desk.printing.cover_page(kept))
    for words in ("青霉素", "头孢曲松", "冠心病"):
        assert words in cover
    desk.duplicates.part(other)
    assert "头孢曲松" not in text(desk.printing.archive(kept, "personal-information"))


def test_surgery_disability_and_family_history_of_the_joined_record_stand_on_page_and_cover(
    desk: Desk,
) -> None:
    kept = registered(desk, surgery="1", disability=["1"], fh_father=["2"], hereditary="1")
    other = registered(
        desk,
        surgery="2",
        surgery_list=[{"surgery_name": "阑尾切除术", "surgery_month": "2019-05"}],
        disability=["3", "8"],
        disability_text="多重残疾",
        fh_father=["2", "3"],
        fh_mother=["12"],
        fh_mother_text="青光眼",
        hereditary="2",
        hereditary_text="血友病",
    )
    desk.duplicates.join(kept, other)
    page = text(desk.printing.archive(kept, "personal-information"))
    cover = text(desk.printing.cover_page(kept))
    for said in (
        "手术：阑尾切除术2019-05",
        "残疾情况：听力残疾、其他残疾、多重残疾",
        "家族史（父亲）：糖尿病",  # his high pressure stands on this page itself
        "家族史（母亲）：其他、青光眼",
        "遗传病史：血友病",
    ):
        assert f"另一份档案记有{said}" in page
        assert said[-3:] in cover
    assert "无残疾" not in cover
    assert torn(desk.printing.archive(kept, "personal-information")) == []
    desk.duplicates.part(other)
    assert "阑尾切除术" not in text(desk.printing.cover_page(kept))


def test_a_disability_of_the_joined_record_that_may_not_be_seen_keeps_the_page_from_being_printed(
    desk: Desk,
) -> None:
    kept, other = registered(desk), registered(desk, disability=["7"])
    desk.duplicates.join(kept, other)
    seat(desk, Role.CLERK)
    assert "精神残疾" not in str(desk.cover_pages.of(kept))
    with pytest.raises(errors.NotAllowed):
        desk.printing.archive(kept, "personal-information")


def test_a_disease_of_the_joined_record_goes_out_with_referral_and_card(desk: Desk) -> None:
    kept, _ = joined(desk)
    assert "冠心病" in str(desk.referrals.start(kept).answers()["past_history"])
    card = desk.visits.start(kept, "archive", "information-card").filling.answers()
    assert card["chronic"] == ("5",)


def test_the_paper_of_all_visits_holds_those_of_both_records(desk: Desk) -> None:
    kept, other = registered(desk), registered(desk, drug_allergy=["3"])
    signed(desk, kept, sbp=131, visit_date="2026-05-04")
    signed(desk, other, sbp=147, dbp=92, visit_date="2026-06-04")
    desk.duplicates.join(kept, other)
    found = text(desk.printing.visits(kept, "hypertension-visit"))
    for words in ("131", "147", desk.residents.card(other).archive_no, "磺胺"):
        assert words in found


def test_an_allergy_that_a_hospital_wrote_stands_on_paper(desk: Desk) -> None:
    person = registered(desk, drug_allergy=["2"])
    told(desk, person, ("allergy", "头孢曲松", "active"))
    assert "记有药物过敏：头孢曲松" in text(desk.printing.archive(person, "personal-information"))


def test_no_first_page_without_what_the_joined_record_may_not_say(desk: Desk) -> None:
    kept = registered(desk)
    disease = {"past_disease_code": "8", "past_disease_month": "2019-04"}
    other = registered(desk, past_disease=[disease])
    desk.duplicates.join(kept, other)
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.printing.archive(kept, "personal-information")
