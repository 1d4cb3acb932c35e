"""Rows of every synchronised noun, full to the brim, and strategies to vary them. Everybody is invented."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.base import Tracked
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.families import Family
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.store.programmes import Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.refrigerators import Refrigerator
from healthdesk.store.residents import Resident
from healthdesk.store.temperatures import Temperature
from healthdesk.trials.syncing.stations import a_visit

RESIDENT = "00000000-0000-4000-8000-000000000001"
ROW = "00000000-0000-4000-8000-0000000000f1"
NOW = datetime(2026, 11, 2, 1, 2, 3, 456789, tzinfo=UTC)

COLUMN_KEYS = ("name", "sex", "birth_date", "id_no", "id_type", "phone", "current_address")
"""Answers that are columns too: their values are not free."""

words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P"), include_characters="，。 张伟𬭎"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() == text)
link_ids = st.from_regex(r"[a-z][a-z_0-9]{0,12}", fullmatch=True)
numbers = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("6.50"), Decimal("0.10"), Decimal("1E+2"), Decimal("123456789.123456789")]),
)
dates = st.dates(date(1900, 1, 1), date(2026, 12, 31)).map(date.isoformat)
scalars = st.one_of(words, numbers, dates, st.just("2019-05"), st.sampled_from(["1", "01", "10"]))
tables = st.lists(
    st.dictionaries(link_ids, st.one_of(scalars, st.lists(words, max_size=2)), min_size=1), max_size=3
)
answers = st.dictionaries(link_ids, st.one_of(scalars, st.lists(words, max_size=4), tables), max_size=8)


def a_centre_record(**columns: Any) -> CentreRecord:
    """An activity of health education, the 12th of its year."""
    known: dict[str, Any] = {
        "form_key": "health-education-activity",
        "form_version": "2017.1",
        "recorded_on": date(2026, 10, 30),
        "year": 2026,
        "number": 12,
        "institution": "幸福路社区卫生服务中心",
        "institution_code": "12110105400000000X",
        "status": "signed",
        "answers": {"held_at": "2026-10-30", "form": "1", "audience_n": 46, "attach": ["1", "5"]},
        "entries": {"entries": {"form": {"value": "1", "origin": "typed", "fresh": True}}, "accepted": []},
        "signed_by": "李慧",
        "signed_at": NOW,
        "is_late_entry": False,
        "history": [],
    }
    return CentreRecord(id=ROW, **known | columns)


def resident(filled: dict[str, Any] | None = None, **columns: Any) -> Resident:
    """A resident whose every column has a value."""
    row = Resident(
        id=RESIDENT,
        archive_no="11010500901200023",
        archive_no_alias="T1-0001",
        village="110105009012",
        family_id="00000000-0000-4000-8000-0000000000aa",
        family_role="户主",
        responsible_doctor="王医生",
        status="active",
        form_version="2017.1",
        created_at=NOW,
        created_by="李慧",
        distinct_from=["00000000-0000-4000-8000-0000000000d1", "00000000-0000-4000-8000-0000000000d2"],
    )
    known = {"name": "王秀英", "sex": "2", "birth_date": "1959-03-12", "id_no": "110105195903120022"}
    more = {
        "phone": "13800005521",
        "current_address": "幸福里 3-2-501",
        "marital": "2",
        "contact_name": "张伟",
    }
    diseases = [{"past_disease_code": "2", "past_disease_month": "2019-05"}, {"past_disease_code": "6"}]
    health = {"drug_allergy": ["2", "5"], "drug_allergy_text": "头孢曲松", "past_disease": diseases}
    all_ = known | more | {"contact_phone": "13800005522"} | health | (filled or {})
    row.take({key: value for key, value in all_.items() if value is not None})
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def the_stock() -> tuple[Tracked, ...]:
    """Lots, lines of the book, refrigerators and temperatures, full and nearly empty; 0 is no nothing."""
    at = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    lot = {"product": "DTaP", "number": "2026a01", "key": "2026A01", "changed_by": "李慧", "changed_at": at}
    line = {"id": ROW, "lot_id": "5f0e5f2e-0c5f-5a39-8a58-6b3a7a2f9a11", "moved_on": at.date()}
    wrote = {"moved_at": at, "moved_by": "李慧"}
    return (
        Lot(
            **lot,
            id="5f0e5f2e-0c5f-5a39-8a58-6b3a7a2f9a11",
            manufacturer="某厂",
            expires_on=date(2027, 9, 14),
            specification="0.5 mL/支",
            doses_per_vial=5,
            is_free=False,
            trace_product="8100025",
            change_reason="效期看错",
        ),
        Lot(**lot, id=ROW, manufacturer="", specification="", doses_per_vial=1, is_free=True),
        Movement(
            **line,
            **wrote,
            kind="received",
            doses=20,
            reason="",
            refrigerator_id=ROW,
            partner="区疾控",
            document_no="CK-1",
            celsius=Decimal("0"),
            trace_codes=["81000250318470263915"],
        ),
        Movement(
            **line,
            **wrote,
            kind="counted",
            doses=0,
            reason="盘点",
            about=ROW,
            partner="",
            document_no="",
            counted=0,
            trace_codes=[],
        ),
        Refrigerator(
            id=ROW, name="1 号冰箱", kind="freezer", low=Decimal("-25"), high=Decimal("-15.5"), status="used"
        ),
        Refrigerator(id=ROW, name="2 号冰箱", kind="refrigerator", status="retired"),
        Temperature(
            id=ROW,
            refrigerator_id=ROW,
            read_on=at.date(),
            read_at=at,
            celsius=Decimal("0"),
            read_by="李慧",
            recorded_at=at,
            remark="停电",
            status="void",
            void_reason="打错",
        ),
    )


def booked() -> tuple[Tracked, ...]:
    """What the platform booked, in every state; apart from the others, for a slot stands in a schedule."""
    at = datetime(2026, 11, 3, 1, tzinfo=UTC)
    asked = {"id": ROW, "resident_id": RESIDENT, "starts_at": at, "ends_at": at, "what": ""}
    answer = {
        "what": "接种门诊",
        "comment": "带上接种证",
        "slot_id": "s1",
        "decided_by": "李慧",
        "decided_at": NOW,
    }
    slot = {"id": "s1", "schedule": "Schedule/c1", "starts_at": at, "ends_at": at}
    return (
        Appointment(**asked, status="asked"),
        Appointment(**(asked | answer), status="refused", refusal="号已满"),
        *(
            Appointment(**(asked | answer), status=one)
            for one in ("booked", "cancelled", "kept", "missed", "void")
        ),
        BookingSlot(**slot, status="free"),
        BookingSlot(**slot, status="busy", held_by=ROW),
    )


def others() -> tuple[Tracked, ...]:
    """One full row of each other noun, and its unusual states."""
    dose: dict[str, Any] = {
        "id": ROW,
        "resident_id": RESIDENT,
        "vaccine": "HepB",
        "given_on": date(2026, 1, 1),
        "injector": "李慧",
        "registrar": "王慧",
        "recorded_at": NOW,
    }
    paper: dict[str, Any] = {
        "id": ROW,
        "resident_id": RESIDENT,
        "number": "R-1",
        "form_version": "2017.1",
        "answers": {"impression": "高血压", "past_history": "无"},
        "out_date": date(2026, 11, 2),
        "to_org": "市医院",
        "doctor": "李慧",
        "written_by": "00000000-0000-4000-8000-0000000000dd",
        "signed_at": NOW,
        "history": [],
    }
    plan: dict[str, Any] = {
        "id": ROW,
        "resident_id": RESIDENT,
        "programme": "hypertension",
        "enrolled_on": date(2020, 1, 1),
        "missed_calls": 0,
        "medicines": [],
        "coming": [],
    }
    next_dose = {
        "series": "POLIO",
        "title": "脊灰",
        "vaccine": "IPV",
        "number": 2,
        "from": "2026-12-01",
        "late": None,
    }
    drugs = [
        {"drug_name": "氨氯地平", "drug_times": Decimal("1"), "drug_dose": Decimal("5.0"), "drug_unit": "mg"},
        {"drug_name": "甘精胰岛素 睡前皮下 10 U"},
        {"drug_name": "二甲双胍", "drug_times": Decimal("0.5")},
    ]
    states = ("draft", "sent", "accepted", "refused", "seen", "returned", "closed", "void")
    return (
        Family(id=ROW, head_id=RESIDENT, address="幸福里 3-2-501"),
        Family(id=ROW, head_id=None, address=None),
        Vaccination(**dose, status="done", is_elsewhere=False),
        Vaccination(
            **dose,
            status="void",
            is_elsewhere=True,
            lot="L-1",
            expires_on=date(2027, 1, 1),
            manufacturer="某厂",
            site="左上臂",
            place="安平社区卫生服务中心",
            route="im",
            trace_code="8123",
            counts_as="HepB-2",
            overrule_reason="外地接种",
            void_reason="录入错误",
            lot_id="5f0e5f2e-0c5f-5a39-8a58-6b3a7a2f9a11",
            vial_id="00000000-0000-4000-8000-000000000031",
            volume="0.5 mL",
            specification="0.5 mL/支",
            guardian="韩梅",
            confirmed_at=NOW,
            signed_at=NOW,
            signed_by="李慧",
            amend_reason="部位写错",
            left_at=NOW,
            left_reason="家里有急事",
            reaction="接种处红",
        ),
        *the_stock(),
        Background(
            id=background_id(RESIDENT),
            resident_id=RESIDENT,
            form_version="2026.1",
            answers={
                "mother_hbsag": "2",
                "birth_weight_g": 1900,
                "contraindicated": ["5"],
                "immunoglobulins": [{"immunoglobulin_on": "2026-07-01", "grams_per_kg": Decimal("2.00")}],
            },
            asked={"mother_hbsag": "2", "contraindicated": ["5"]},
            asked_on=date(2026, 11, 2),
            consented={"vaccines": ["HepB"]},
            consent_on=date(2026, 11, 2),
            consent_by="韩梅",
            consent_as="母亲",
            consent_taken_by="李慧",
            asked_by="王慧",
            booklet_checked_on=date(2026, 11, 2),
            booklet_checked_by="李慧",
            booklet_no="3202050101202600001",
            updated_by="王慧",
            updated_at=NOW,
        ),
        Enrolment(
            **(
                plan
                | {
                    "programme": "immunization",
                    "coming": [next_dose, next_dose | {"vaccine": "", "late": "2027-01-01"}],
                }
            ),
            status="active",
            next_due=date(2026, 12, 1),
            next_latest=date(2026, 12, 1),
        ),
        Enrolment(**plan, status="active", next_due=date(2026, 12, 1), next_latest=date(2026, 12, 9)),
        Enrolment(
            **(plan | {"missed_calls": 2, "medicines": drugs}),
            status="ended",
            ended_on=date(2026, 5, 1),
            end_reason="迁出",
            responsible_doctor="李慧",
            last_visit_on=date(2026, 4, 1),
            latest="146/86",
            latest_grade="2",
        ),
        Enrolment(**plan, status="declined"),
        *(Referral(**paper, status=state) for state in states),
        Referral(
            **paper,
            status="returned",
            visit_id="00000000-0000-4000-8000-0000000000bb",
            programme="hypertension",
            to_dept="心内科",
            result_due_on=date(2026, 11, 16),
            feedback={"diagnosis": "原发性高血压", "days": 5, "k": Decimal("4.10"), "plan": ["1", "2"]},
        ),
        Referral(
            **paper
            | {
                "amend_reason": "医院名称写错",
                "history": [{"answers": {"to_org": "市一院"}, "doctor": "李慧", "reason": None}],
            },
            status="sent",
        ),
        a_centre_record(),
        a_centre_record(
            status="void",
            institution_code="",
            is_late_entry=True,
            amend_reason="人数录错",
            history=[{"answers": {"audience_n": 45}, "reason": None}],
        ),
        a_visit(ROW, RESIDENT),
        a_visit(
            ROW,
            RESIDENT,
            status="void",
            mode=None,
            overrule_reason="复测",
            is_emergency=True,
            is_late_entry=True,
            needs_doctor=True,
            next_latest=date(2026, 11, 20),
            referral_result_due=date(2026, 11, 16),
            amend_reason="血压录错",
            history=[{"sbp": 164}],
            judgement={},
            entries={},
        ),
        a_visit(ROW, RESIDENT, status="incomplete", answers={}),
    )
