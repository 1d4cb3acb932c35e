"""Invented papers that the tests print, and the texts they are held against.

`python -m tests.documents.samples` writes the golden texts anew; look at the difference before committing.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from healthdesk.documents.booklet_pdf import BookletLine, booklet_pdf
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_pdf import Filled, form_pdf
from healthdesk.documents.head import FormHeader
from healthdesk.documents.notice import Place, notice_pdf
from healthdesk.documents.referral_pdf import ReferralSheet, referral_pdf
from healthdesk.documents.table_pdf import Column, Table, table_pdf
from healthdesk.documents.temperature_pdf import TemperatureLog, temperature_pdf
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.layout import Layout
from healthdesk.domain.immunization.plan import PlannedDose, PlannedVisit
from healthdesk.domain.immunization.school import Lack, LackingDose, SchoolCheck
from healthdesk.domain.stock.cold_chain import Reading
from healthdesk.services.immunization_notices import (
    Centre,
    ConsentDose,
    Whose,
    consent_notice,
    plan_notice,
    recall_letter,
    school_notice,
)
from healthdesk.services.recall import RecallDose, RecallRow
from tests.documents.reading import pages

FORMS = Forms.read()


def planned(group: str, title: str, number: int) -> PlannedDose:
    """A dose of a sample plan."""
    return PlannedDose(group, group, title, number, "", True, True, True, date(2020, 3, 1), None)


GOLDEN = Path(__file__).parents[1] / "golden" / "documents"

REFERRAL = ReferralSheet(
    name="王秀英",
    sex="2",
    born=date(1959, 3, 8),
    archive_no="33010600101200457",
    address="幸福路街道幸福里 3 幢 2 单元 501",
    phone="138 0000 5521",
    out_date=date(2026, 11, 23),
    to_org="市第一人民医院",
    to_dept="心血管内科",
    impression="高血压 3 级，很高危；2 型糖尿病",
    present_history_reason="今日血压 186/112，伴头晕 2 天，无胸痛、无肢体无力。服氨氯地平 5 mg 每日一次。",
    past_history="高血压 12 年，2 型糖尿病 8 年。青霉素过敏（皮疹）。",
    treatment="卡托普利 25 mg 口服，30 分钟后 172/104。",
    from_doctor="张建国",
    signed_on=date(2026, 11, 23),
    from_phone="0571-8765 4321",
    from_org="幸福路社区卫生服务中心",
    number="ZC20261123-0007",
)
HEADER = FormHeader("王秀英", "33010600101200457", "幸福路社区卫生服务中心")
VISIT = {
    "visit_date": "2026-11-23",
    "mode": 1,
    "symptoms": [2, 10],
    "symptoms_text": "手指麻木",
    "sbp": 158,
    "dbp": 92,
    "weight": Decimal("62.5"),
    "weight_target": 60,
    "bmi": Decimal("24.4"),
    "heart_rate": 78,
    "smoke": 0,
    "drink": 0,
    "ex_times": 3,
    "ex_min": 30,
    "salt": 2,
    "salt_target": 1,
    "psych": 1,
    "compliance": 2,
    "tests": "血钾 4.1 mmol/L，肌酐 78 μmol/L；心电图：窦性心律。",
    "adherence": 1,
    "adr": 1,
    "class": 2,
    "drugs": [{"drug_name": "苯磺酸氨氯地平片", "drug_times": 1, "drug_dose": 5, "drug_unit": "mg"}],
    "next_date": "2026-12-07",
    "doctor": "张建国",
}
DUE = Table(
    "随访名单",
    (Column("序号", 0.6, is_number=True), Column("姓名"), Column("应访日期"), Column("住址", 3)),
    [[str(number), "李𬭎", "2026-11-02", f"幸福里 {number} 幢"] for number in range(1, 61)],
    note="幸福路社区卫生服务中心  2026-11-02",
)


def drawn(
    form: Form,
    fillings: Sequence[Answers],
    header: FormHeader,
    fonts: Fonts,
    layout: Layout | None = None,
    *,
    is_a5: bool = False,
) -> bytes:
    """One form with these fillings, laid out as its file says or otherwise."""
    laid = FORMS.layout(form) if layout is None else layout
    return form_pdf([Filled(form, laid, fillings)], header, fonts, is_a5=is_a5)


def form(key: str, visits: int, fonts: Fonts) -> bytes:
    """A form of the catalogue with so many fillings, all the sample visit."""
    found = FORMS.current(key)
    return drawn(found, [normalise(found, VISIT)] * visits, HEADER, fonts)


CENTRE = Centre("幸福路社区卫生服务中心", "0571-8765 4321", date(2026, 11, 23))
CHILD = Whose(
    "李小宝",
    "2",
    date(2020, 3, 1),
    "33010600101200458",
    "110105202003010021",
    "138 0000 5521",
    "李建",
    "幸福里 3 幢",
)
LACKING = SchoolCheck(
    date(2026, 11, 23),
    (
        LackingDose("MMR", "麻腮风疫苗", 2, Lack.MISSING),
        LackingDose("DTP", "百白破疫苗", 5, Lack.DUE),
        LackingDose("HepA", "甲肝减毒活疫苗", 1, Lack.DEFERRED, "母亲感染 HIV，暂缓"),
    ),
    (
        PlannedVisit(date(2026, 11, 23), (planned("MMR", "麻腮风疫苗", 2), planned("DTP", "百白破疫苗", 5))),
        PlannedVisit(date(2027, 2, 23), (planned("HepA", "甲肝减毒活疫苗", 1),)),
    ),
)
CALLED = RecallRow(
    "1",
    "李小宝",
    "2",
    date(2020, 3, 1),
    "幸福里 3 幢",
    "",
    "",
    "",
    (
        RecallDose("MMR", "MMR", "麻腮风疫苗", 2, date(2021, 9, 1), date(2022, 3, 1), True, True, ""),
        RecallDose("BCG", "BCG", "卡介苗", 1, date(2020, 6, 1), None, False, True, "tb-skin-test-negative"),
        RecallDose(
            "MMR", "MMR", "麻腮风疫苗", 2, date(2021, 9, 1), None, False, True, "no-severe-immunosuppression"
        ),
    ),
)
LINES = (
    BookletLine(
        ("HepB-1",), "乙肝疫苗", 1, date(2026, 11, 1), "右上臂", "A2026", "示范厂", "市妇幼", "", is_new=False
    ),
    BookletLine(
        ("HepB-2",),
        "乙肝疫苗",
        2,
        date(2026, 12, 1),
        "右上臂",
        "A2027",
        "示范生物制品有限公司",
        "幸福路社区",
        "李慧",
    ),
    BookletLine(
        ("HIB-1", "DTP-1", "POLIO-1"),
        "五联疫苗",
        1,
        date(2026, 12, 1),
        "左大腿",
        "P77",
        "某厂",
        "幸福路社区",
        "李慧",
    ),
    BookletLine(
        (),
        "流感疫苗",
        0,
        date(2026, 12, 2),
        "左大腿",
        "F1",
        "某厂",
        "幸福路社区卫生服务中心第二预防接种门诊",
        "李慧",
    ),
)
TEMPERATURES = TemperatureLog(
    "1 号冰箱",
    date(2026, 2, 1),
    Decimal(2),
    Decimal(8),
    (
        Reading("r1", datetime(2026, 2, 1, 8, 30, tzinfo=UTC), Decimal("4.5"), "李慧"),
        Reading(
            "r2", datetime(2026, 2, 1, 16, 0, tzinfo=UTC), Decimal("9.2"), "王芳", "开门过久，半小时后 5.1 ℃"
        ),
        Reading("r3", datetime(2026, 2, 28, 8, 10, tzinfo=UTC), Decimal(5), "李慧"),
    ),
)
CONSENT = ConsentDose("MMR", "麻腮风疫苗", 2, "皮下注射", "上臂外侧三角肌下缘附着处", True)

SAMPLES: dict[str, Callable[[Fonts], bytes]] = {
    "referral-out": lambda fonts: referral_pdf(REFERRAL, fonts),
    "referral-out-blank": lambda fonts: referral_pdf(ReferralSheet(), fonts),
    "hypertension-visit": lambda fonts: form("hypertension-visit", 1, fonts),
    "hypertension-visit-columns": lambda fonts: form("hypertension-visit", 3, fonts),
    "recall-letters": lambda fonts: notice_pdf(
        [recall_letter(CALLED, CENTRE)] * 3, "", fonts, place=Place.HALF
    ),
    "catch-up-plan": lambda fonts: notice_pdf([plan_notice(CHILD, LACKING, CENTRE)], CENTRE.name, fonts),
    "school-check": lambda fonts: notice_pdf([school_notice(CHILD, LACKING, CENTRE)], CENTRE.name, fonts),
    "consent": lambda fonts: notice_pdf([consent_notice(CHILD, CONSENT, CENTRE)], CENTRE.name, fonts),
    "booklet": lambda fonts: booklet_pdf(LINES, fonts, offset=(1.5, -0.5)),
    "booklet-trial": lambda fonts: booklet_pdf(LINES, fonts, is_trial=True),
    "temperatures": lambda fonts: temperature_pdf(TEMPERATURES, CENTRE.name, fonts),
    "due-list": lambda fonts: table_pdf(DUE, fonts),
}


def golden_text(pdf: bytes) -> str:
    """The pages as they read, told apart by a line."""
    return "\n--------\n".join(pages(pdf)) + "\n"


if __name__ == "__main__":
    loaded = Fonts.load()
    for name, draw in SAMPLES.items():
        (GOLDEN / f"{name}.txt").write_text(golden_text(draw(loaded)), encoding="utf-8")
