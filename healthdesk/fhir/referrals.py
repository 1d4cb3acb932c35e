"""Referral ↔ ServiceRequest, with a Task for its course and a QuestionnaireResponse for the sheet."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.base.clock import CHINA
from healthdesk.domain.forms.definition import Kind
from healthdesk.domain.referral_course import act_by
from healthdesk.fhir import answers, resources
from healthdesk.fhir.resources import OWN, Body, Profile, pruned
from healthdesk.store.referrals import Referral

FORM = "referral-out"
FORM_PART = "QuestionnaireResponse"
TASK_PART = "Task"
DOCUMENT_PART = "DocumentReference"
STATE = OWN + "referral-status"
COLUMNS = {
    "visit_id": "QuestionnaireResponse",
    "programme": "Code",
    "topic": "Code",
    "to_dept": "String",
    "out_date": "Date",
    "written_by": "String",
    "amend_reason": "String",
    "history": "Json",
}
COURSE = {"feedback": "Json", "result_due_on": "Date"}
BACK_SHEET = {
    "诊断结果": "diagnosis",
    "住院病案号": "inpatient_no",
    "主要检查结果": "findings",
    "治疗经过、下一步治疗方案及康复建议": "course_plan_rehab",
}
"""The labels of the back-referral sheet and our keys (archive-chronic/06 B)."""
REQUESTS = {
    "draft": "draft",
    "sent": "active",
    "accepted": "active",
    "refused": "revoked",
    "seen": "active",
    "returned": "active",
    "closed": "completed",
    "void": "entered-in-error",
}
TASKS = {
    "draft": "draft",
    "sent": "requested",
    "accepted": "accepted",
    "refused": "rejected",
    "seen": "in-progress",
    "returned": "completed",
    "closed": "completed",
    "void": "entered-in-error",
}

_SAID_OTHERWISE = {
    "received": "sent",
    "ready": "accepted",
    "on-hold": "accepted",
    "cancelled": "refused",
    "failed": "refused",
}
"""What a hospital may write beside the states we send."""


def to_request(row: Referral, profile: Profile) -> Body:
    """What is asked for, of whom, and when."""
    return pruned(
        {
            "resourceType": "ServiceRequest",
            "id": row.id,
            "extension": resources.columns_extension("referral", row, COLUMNS),
            "identifier": [resources.identifier(profile.referral_no, row.number)] if row.number else None,
            "status": REQUESTS.get(row.status, "unknown"),
            "intent": "order",
            "code": resources.concept(OWN + "service", "referral", "转诊"),
            "subject": resources.reference("Patient", row.resident_id),
            "authoredOn": resources.stamp(row.signed_at),
            "requester": resources.named(row.doctor),
            "performer": [{"display": row.to_org}] if row.to_org else None,
            "supportingInfo": [
                resources.reference("QuestionnaireResponse", resources.part_id(row.id, FORM_PART))
            ],
        }
    )


def to_task(row: Referral) -> Body:
    """How far it has come, and the hospital's back-referral sheet once it is there."""
    return pruned(
        {
            "resourceType": "Task",
            "id": resources.part_id(row.id, TASK_PART),
            "extension": resources.columns_extension("referral-course", row, COURSE),
            "basedOn": [resources.reference("ServiceRequest", row.id)],
            "status": TASKS.get(row.status, "on-hold"),
            "businessStatus": resources.concept(STATE, row.status),
            "intent": "order",
            "focus": resources.reference("ServiceRequest", row.id),
            "for": resources.reference("Patient", row.resident_id),
            "authoredOn": resources.stamp(row.signed_at),
            "output": [
                {"type": {"text": key}, "valueString": str(value)}
                for key, value in sorted((row.feedback or {}).items())  # as the store gives them back
                if isinstance(value, str | int | Decimal) and value != ""
            ],
        }
    )


def to_form(row: Referral, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """The sheet as it was filled in."""
    items, lists = answers.to_items(row.answers, kinds)
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": resources.part_id(row.id, FORM_PART),
            "extension": [answers.lists_extension(lists)] if lists else None,
            "basedOn": [resources.reference("ServiceRequest", row.id)],
            "questionnaire": f"{profile.form}{FORM}|{row.form_version}",
            "status": "amended" if row.history else "completed",
            "subject": resources.reference("Patient", row.resident_id),
            "authored": resources.stamp(row.signed_at),
            "item": items,
        }
    )


def to_document(row: Referral, profile: Profile) -> Body:
    """Where a hospital that looks for documents of this person finds the sheet."""
    sheet = resources.part_id(row.id, FORM_PART)
    is_void = row.status == "void"
    final = "amended" if row.history else "final"
    return {
        "resourceType": DOCUMENT_PART,
        "id": resources.part_id(row.id, DOCUMENT_PART),
        "status": "entered-in-error" if is_void else "current",
        "docStatus": "preliminary" if row.status == "draft" else "entered-in-error" if is_void else final,
        "type": resources.concept(profile.document, profile.referral_document),
        "subject": resources.reference("Patient", row.resident_id),
        "date": resources.stamp(row.signed_at),
        "content": [{"attachment": {"contentType": "application/fhir+json", "url": f"{FORM_PART}/{sheet}"}}],
        "context": {"related": [resources.reference("ServiceRequest", row.id)]},
    }


def from_all(request: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Any]], profile: Profile) -> Body:
    """All columns, from the request and what of sheet and course is there."""
    columns = from_request(request, profile)
    if "QuestionnaireResponse" in bodies:
        columns |= from_form(bodies["QuestionnaireResponse"])
    if "Task" in bodies:
        columns |= from_task(bodies["Task"])
    return columns


def from_request(body: Mapping[str, Any], profile: Profile) -> Body:
    """The columns that do not move with the referral's course."""
    columns = resources.columns_from("referral", body, COLUMNS)
    subject = resources.referred(body.get("subject"), "Patient")
    signed_at = resources.moment(body.get("authoredOn"))
    if subject is None or signed_at is None:
        raise ValueError("a referral without person or time")
    resources.given(columns, ["out_date"], signed_at.date)
    resources.listed(columns, "history")
    requests = {status: word for word, status in reversed(REQUESTS.items())}
    return columns | {
        "resident_id": subject,
        "number": resources.identified(body, profile.referral_no) or "",
        "to_org": (body.get("performer") or [{}])[0].get("display", ""),
        "doctor": body.get("requester", {}).get("display", ""),
        "signed_at": signed_at,
        "status": requests.get(body.get("status", ""), "sent"),
        "form_version": "2017.1",
        "answers": {},
        "feedback": None,
        "result_due_on": None,
    }


def from_task(body: Mapping[str, Any]) -> Body:
    """Where the referral stands. A hospital that only moves Task.status is understood too.

    Its news is as old as its version there: from then on the centre has its days to act.
    """
    course = resources.columns_from("referral-course", body, COURSE)
    said = resources.code_of(body.get("businessStatus"), STATE)
    status, act_on = str(body.get("status", "")), course["result_due_on"]
    if said is None or TASKS.get(said) != status:
        words = {task: word for word, task in reversed(TASKS.items())} | _SAID_OTHERWISE
        said = words.get(status, said or "sent")
        act_on = act_by(said, act_on, news_on) if (news_on := _news_on(body)) else act_on
    return {"status": said, "feedback": _feedback(body, course["feedback"] or {}), "result_due_on": act_on}


def _news_on(body: Mapping[str, Any]) -> date | None:
    """The day in China on which the hospital wrote.

    What was merged has no time: it is as old as the referral, so that nobody acts too late.
    """
    said = body.get("lastModified") or body.get("meta", {}).get("lastUpdated") or body.get("authoredOn")
    moment = resources.moment(said)
    return moment.astimezone(CHINA).date() if moment else None


def _feedback(body: Mapping[str, Any], own: Body) -> Body | None:
    """Our own record of the sheet, with what the hospital wrote on top of it.

    It may name the parts of the back-referral sheet by our keys or by the words on the paper, and say in
    `statusReason` why it refused.
    """
    read = {}
    for output in body.get("output", ()):
        said, text = output.get("type", {}).get("text"), output.get("valueString")
        key = BACK_SHEET.get(said, said)
        if key and text is not None and str(own.get(key)) != text:
            read[key] = text
    if reason := body.get("statusReason", {}).get("text"):
        read["reason"] = reason
    return (own | read) or None


def from_form(body: Mapping[str, Any]) -> Body:
    """The answers of the sheet."""
    version = str(body.get("questionnaire", "")).partition("|")[2]
    filled = answers.from_items(body.get("item", ()), answers.lists_of(body))
    return {"form_version": version or "2017.1", "answers": filled}
