"""The papers of the immunization clinic over the store: what is on them, and what is printed only once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from healthdesk.base import errors
from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.store import settings
from tests.builders import TODAY
from tests.desks import registered, seat
from tests.documents.reading import pages, text


@pytest.fixture
def child(desk: Desk) -> str:
    """Six months old, with two doses of yesterday."""
    made = registered(desk, name="李小宝", birth_date="2026-05-01")
    for vaccine in ("HepB", "IPV"):
        desk.immunization.record(
            made, NewDose(vaccine, TODAY - timedelta(days=1), f"L-{vaccine}", site="左大腿")
        )
    return made


def booklet(desk: Desk, child: str, **which: bool) -> str:
    return text(desk.immunization_papers.booklet(child, **which).document)


def handed_out(desk: Desk, child: str) -> None:
    pages_ = desk.immunization_papers.booklet(child)
    desk.immunization_papers.booklet_printed(child, pages_.doses)


def test_only_new_lines_go_into_the_booklet(desk: Desk, child: str) -> None:
    first = booklet(desk, child)
    assert "L-HepB" in first
    assert "L-IPV" in first
    handed_out(desk, child)
    with pytest.raises(errors.InvalidInput, match="nothing-new"):
        desk.immunization_papers.booklet(child)
    desk.immunization.record(child, NewDose("DTaP", TODAY, "L-DTaP"))
    second = booklet(desk, child)
    assert "L-DTaP" in second
    assert "L-HepB" not in second
    assert "L-HepB" in booklet(desk, child, is_whole=True)


def test_looking_prints_nothing_away(desk: Desk, child: str) -> None:
    assert "国家免疫规划疫苗接种记录（一）" in booklet(desk, child, is_trial=True)
    assert desk.immunization_papers.booklet(child, is_trial=True).doses == ()
    for _ in range(2):
        assert "L-HepB" in booklet(desk, child)


def test_what_the_printer_did_not_print_is_new_again(desk: Desk, child: str) -> None:
    assert desk.immunization_papers.booklet_not_printed(child) == 0
    handed_out(desk, child)
    desk.database._clock = FixedClock(desk.clock.now() + timedelta(minutes=5))
    desk.immunization.record(child, NewDose("DTaP", TODAY, "L-DTaP"))
    handed_out(desk, child)
    assert desk.immunization_papers.booklet_not_printed(child) == 1
    assert "L-DTaP" in booklet(desk, child)
    assert "L-HepB" not in booklet(desk, child)
    assert desk.immunization_papers.booklet_not_printed(child) == 2
    assert "L-HepB" in booklet(desk, child)


@pytest.mark.parametrize("offset", [(51.0, 0.0), (0.0, -51.0)])
def test_an_offset_off_the_paper_is_refused(desk: Desk, child: str, offset: tuple[float, float]) -> None:
    with pytest.raises(errors.InvalidInput, match="offset"):
        desk.immunization_papers.booklet(child, offset=offset)


def test_plan_and_certificate_say_the_same(desk: Desk, child: str) -> None:
    plan, school = desk.immunization_papers.plan(child), desk.immunization_papers.school(child)
    check = desk.school_checks.check(child).check
    assert text(plan).count("2026年11月2日") >= 1
    assert "未完成，需补种" in text(school)
    assert all(one.title in text(school) for one in check.lacking)
    assert {"print"} == {look.act for look in desk.auditing.who_looked(child) if look.noun == "SchoolCheck"}


def test_no_paper_for_others_says_why_a_dose_waits(desk: Desk) -> None:
    infant = registered(desk, name="张小宝", birth_date="2026-01-01")
    filling, version = desk.backgrounds.sheet(infant)
    desk.backgrounds.keep(infant, filling.answer("mother_hiv", "2").answer("child_hiv", "9"), version)
    printed = text(desk.immunization_papers.school(infant)) + text(desk.immunization_papers.plan(infant))
    assert "HIV" not in printed
    assert "免疫" not in printed.replace("免疫程序", "").replace("免疫规划", "")


def test_consent_of_a_dose(desk: Desk, child: str) -> None:
    printed = text(desk.immunization_papers.consent(child, "DTaP"))
    assert "百白破疫苗（第1剂）" in printed
    assert "大腿前外侧" in printed
    assert "免费" in printed
    assert "自费" in text(desk.immunization_papers.consent(child, "PCV13"))
    assert len(pages(desk.immunization_papers.consent(child, "rabies"))) == 1
    with pytest.raises(errors.InvalidInput, match="vaccine"):
        desk.immunization_papers.consent(child, "XYZ")


def test_nothing_delays_the_vaccine_after_a_bite(desk: Desk, child: str) -> None:
    printed = text(desk.immunization_papers.consent(child, "rabies"))
    assert "暴露后接种没有禁忌" in printed
    assert "急性病发作的推迟" not in printed
    assert "急性病发作的推迟" in text(desk.immunization_papers.consent(child, "DTaP"))


def test_no_paper_offers_a_telephone_that_is_not_known(desk: Desk, child: str) -> None:
    papers = desk.immunization_papers
    for printed in map(text, (papers.consent(child, "DTaP"), papers.plan(child))):
        assert "电话" not in printed.replace("来电", "")
    with desk.database.writing("setting") as session:
        settings.change(session, "centre.phone", "010-65550000")
    for printed in map(text, (papers.consent(child, "DTaP"), papers.plan(child))):
        assert "电话010-65550000" in printed.replace(" ", "")


def test_every_product_has_a_consent_on_one_page(desk: Desk, child: str) -> None:
    for vaccine in desk.schedule.products:
        assert len(pages(desk.immunization_papers.consent(child, vaccine))) == 1, vaccine


def test_letters_of_the_list(desk: Desk, child: str) -> None:
    desk.recall.renew()
    rows = desk.recall.rows()
    assert "李小宝" in text(desk.immunization_papers.letters(rows))
    assert child in {row.resident_id for row in rows}
    on_a5 = desk.immunization_papers.letters(rows, is_a5=True)
    assert len(pages(on_a5)) == len(rows) and "李小宝" in text(on_a5) and "第 1 页" not in text(on_a5)
    with pytest.raises(errors.InvalidInput, match="list"):
        desk.immunization_papers.letters(())


def test_papers_need_the_leave_to_vaccinate(desk: Desk, child: str) -> None:
    seat(desk, Role.CLERK)
    for paper in (
        desk.immunization_papers.plan,
        desk.immunization_papers.school,
        desk.immunization_papers.booklet,
    ):
        with pytest.raises(errors.NotAllowed):
            paper(child)


@pytest.mark.parametrize(
    ("kind", "read", "said"), [("refrigerator", "9.4", "2～8℃"), ("freezer", "-9", "-15℃以下")]
)
def test_the_temperatures_of_a_month_are_put_on_paper(desk: Desk, kind: str, read: str, said: str) -> None:
    place = desk.refrigerators.add("一号", kind)
    desk.refrigerators.note(place, Decimal(read), remark="门没有关严，已移出")
    paper = text(desk.immunization_papers.temperatures(desk.refrigerators.month(place, TODAY)))
    for words in (
        "一号",
        said,
        f"{Decimal(read):.1f}（超范围）",
        "门没有关严，已移出",
        desk.seat.sitter.full_name,
    ):
        assert words in paper
