"""The referral sheet as PDF once the fonts are loaded, beside one line on one page of the bare library."""

import io
from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas

from healthdesk.services.referrals import Referrals
from healthdesk.trials.bench.report import Result, milliseconds, percentile, within
from healthdesk.trials.bench.room import Room

BUDGET_MS = 300.0
MISSING = {
    "to_org": "市第一人民医院",
    "to_dept": "心血管内科",
    "impression": "高血压",
    "treatment": "按原方案服药",
    "phone": "16000005521",
    "address": "幸福里 3-2-501",
    "from_phone": "0579-88005521",
}


def referral(room: Room) -> Iterator[Result]:
    """p95 of drawing a signed referral."""
    desk, rounds = room.desk, max(5, room.options.rounds // 4)
    resident_id = desk.worklist.due(programme="hypertension", limit=1).rows[0].resident_id
    made = _a_referral(desk.referrals, resident_id)
    desk.printing.warm()
    desk.printing.referral(made)
    values = [milliseconds(lambda: desk.printing.referral(made)) for _ in range(rounds)]
    floor = percentile([milliseconds(_bare_page) for _ in range(rounds)], 95)
    yield within("referral PDF p95", percentile(values, 95), "ms", floor=floor, budget=BUDGET_MS)


def forms(room: Room) -> Iterator[Result]:
    """The slowest blank form of all, once the fonts are loaded."""
    desk = room.desk
    desk.printing.warm()
    keys = desk.forms.keys()
    slowest, taken = max(((key, _blank(room, key)) for key in keys), key=lambda one: one[1])
    floor = percentile([milliseconds(_bare_page) for _ in range(len(keys))], 95)
    yield within(f"blank form, the slowest ({slowest})", taken, "ms", floor=floor, budget=BUDGET_MS)


def _blank(room: Room, key: str) -> float:
    """The middle of three drawings; the file is read by the first, outside."""
    room.desk.printing.blank(key)
    return sorted(milliseconds(lambda: room.desk.printing.blank(key)) for _ in range(3))[1]


def _a_referral(referrals: Referrals, resident_id: str) -> str:
    sheet = referrals.start(resident_id)
    for link_id, value in MISSING.items():
        if sheet.form.has(link_id) and sheet.value(link_id) is None:
            sheet = sheet.answer(link_id, value)
    return referrals.refer(resident_id, sheet)


def _bare_page() -> None:
    page = Canvas(io.BytesIO())
    page.drawString(72, 720, "referral")
    page.save()
