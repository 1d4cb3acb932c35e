"""What must be known of a person: never silence where an allergy was not asked about."""

from dataclasses import replace
from datetime import date

import pytest

from healthdesk.services.rows import ResidentCard
from ui.kit.cautions import cautions
from ui.screens.referral.header import header

CARD = ResidentCard(
    id="1",
    name="王秀英",
    sex="2",
    born=date(1959, 3, 12),
    id_masked="",
    phone_masked="",
    archive_no="",
    address="",
    status="active",
    died_on=None,
    allergies=(),
    allergy_state="none",
    enrolments=(),
    responsible_doctor="",
    row_version=1,
)


def test_nothing_is_said_of_somebody_without_anything_to_beware_of() -> None:
    assert cautions(CARD) == ()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param(replace(CARD, allergy_state="unasked"), "过敏史未询问", id="unasked"),
        pytest.param(replace(CARD, status="moved"), "已迁出", id="moved"),
        pytest.param(replace(CARD, status="dead", died_on=date(2026, 10, 1)), "已故 2026-10-01", id="dead"),
        pytest.param(replace(CARD, status="dead"), "已故", id="dead on an unknown day"),
        pytest.param(replace(CARD, status="merged"), "已并入另一份档案", id="merged"),
        pytest.param(replace(CARD, has_conflict=True), "有未解决的冲突", id="conflict"),
    ],
)
def test_what_must_be_known_is_said(card: ResidentCard, said: str) -> None:
    assert cautions(card) == (said,)
    assert header(card, date(2026, 11, 2)).warnings == (said,)
