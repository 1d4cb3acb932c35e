"""What the referral paper says, out of the sheet and the circumstances it is printed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healthdesk.documents.referral_pdf import ReferralSheet
from healthdesk.services import signing
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the paper must say besides the sheet itself."""

    number: str
    doctor: str
    centre: str
    is_unsent: bool
    has_conflict: bool
    is_sensitive: bool


def paper(row: Resident, answers: Mapping[str, Any], around: Circumstances) -> ReferralSheet:
    """The printed values of a sheet."""
    return ReferralSheet(
        name=str(answers.get("name") or row.name),
        sex=str(answers.get("sex") or row.sex),
        born=row.born,
        archive_no=str(answers.get("archive_no") or row.archive_no),
        address=str(answers.get("address") or row.address or ""),
        phone=str(answers.get("phone") or row.phone or ""),
        out_date=signing.day(answers.get("out_date")),
        to_org=str(answers.get("to_org") or ""),
        to_dept=str(answers.get("to_dept") or ""),
        to_doctor=str(answers.get("to_doctor") or ""),
        impression=str(answers.get("impression") or ""),
        present_history_reason=str(answers.get("present_history_reason") or ""),
        past_history=str(answers.get("past_history") or ""),
        treatment=str(answers.get("treatment") or ""),
        from_doctor=str(answers.get("from_doctor") or around.doctor),
        signed_on=signing.day(answers.get("signed_on")) or signing.day(answers.get("out_date")),
        written_on=signing.day(answers.get("date")),
        from_phone=str(answers.get("from_phone") or ""),
        from_org=str(answers.get("from_org") or around.centre),
        number=around.number,
        is_unsent=around.is_unsent,
        has_conflict=around.has_conflict,
        is_sensitive=around.is_sensitive,
    )


def back_sheet(row: Resident, referral: Referral, centre: str) -> dict[str, Any]:
    """What the sheet that comes back says before anybody has read it to us."""
    said = referral.answers
    known = {
        "name": said.get("name") or row.name,
        "sex": said.get("sex") or row.sex,
        "address": said.get("address") or row.address,
        "phone": said.get("phone") or row.phone,
        "out_date": referral.out_date.isoformat(),
        "to_org": centre,
        "from_org": referral.to_org,
    }
    return {key: value for key, value in known.items() if value}
