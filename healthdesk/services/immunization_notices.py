"""Recall letter, catch-up plan, school certificate and consent as notices, in the words of their files."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from healthdesk.documents.layouts import Words, read
from healthdesk.documents.notice import Notice, NoticeTable, Passage
from healthdesk.domain.immunization.plan import PlannedVisit
from healthdesk.domain.immunization.school import Lack, LackingDose, SchoolCheck
from healthdesk.services.recall import RecallRow
from healthdesk.services.recall_list import words as list_words
from healthdesk.services.school_list import words as school_words


@dataclass(frozen=True, slots=True, repr=False)
class Whose:
    """The person a paper is about, as the archive has them."""

    name: str
    sex: str
    born: date | None
    archive_no: str
    id_no: str = ""
    phone: str = ""
    contact: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Centre:
    """Who prints it, and on which day."""

    name: str
    phone: str
    today: date


@dataclass(frozen=True, slots=True)
class PaperWords:
    """The words of one kind of paper; templates name their places in braces."""

    title: str
    whose: tuple[str, ...]
    text: str = ""
    heads: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    remarks: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    missing: str = ""
    due: str = ""
    nothing: str = ""
    waiting: str = ""
    wait: str = ""
    complete: str = ""
    incomplete: str = ""
    plan: str = ""
    visit: str = ""


@dataclass(frozen=True, slots=True)
class ImmunizationWords:
    """The file resources/documents/immunization-papers.json."""

    dose: str
    joint: str
    letter: PaperWords
    plan: PaperWords
    school: PaperWords


@dataclass(frozen=True, slots=True)
class VaccineConsent:
    """What a family has to know about some products; `tag` is how sure the file is of it.

    `is_after_exposure`: nothing forbids or delays it, so what holds for all others is not said of it.
    """

    products: tuple[str, ...]
    prevents: str
    not_for: str
    reactions: str
    tag: str
    is_after_exposure: bool = False


PHONE = "{phone}"
"""In a line that is left out where the centre has written no number down."""

NOTHING_KNOWN = VaccineConsent((), "", "", "", "K")


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """The file resources/documents/consent.json."""

    title: str
    vaccine_title: str
    unnumbered_title: str
    heads: dict[str, str]
    free: str
    paid: str
    doses: str
    not_for_all: str
    after: str
    call: str
    asked: str
    questions: tuple[str, ...]
    decision: tuple[str, ...]
    signatures: tuple[str, ...]
    whose: tuple[str, ...]
    footer: str
    vaccines: tuple[VaccineConsent, ...]

    def of(self, vaccine: str) -> VaccineConsent:
        """What is written about a product; only what holds for all where nothing is."""
        return next((one for one in self.vaccines if vaccine in one.products), NOTHING_KNOWN)


@dataclass(frozen=True, slots=True)
class ConsentDose:
    """The dose a consent is about, in words; `number` 0 where the table has no place for it."""

    vaccine: str
    title: str
    number: int
    route: str
    site: str
    is_free: bool


@cache
def paper_words() -> ImmunizationWords:
    """The file, read once."""
    return read("immunization-papers", ImmunizationWords)


@cache
def consent_words() -> ConsentWords:
    """The file, read once."""
    return read("consent", ConsentWords)


def recall_letter(row: RecallRow, centre: Centre) -> Notice:
    """What a family finds in the letter box: the doses alone, and nothing about why."""
    said = paper_words().letter
    rows = [
        (
            dose.title,
            str(dose.number),
            dose.recommended_on.isoformat(),
            list_words().condition(dose.condition) or (said.missing if dose.is_overdue else said.due),
        )
        for dose in row.doses
    ]
    return Notice(
        title=said.title,
        whose=_labelled(said, row.name, _day(row.born)),
        passages=(Passage(said.text),),
        table=NoticeTable(said.heads, said.shares, rows),
        remarks=said.remarks,
        closing=_closing(said, centre),
    )


def plan_notice(whose: Whose, check: SchoolCheck, centre: Centre) -> Notice:
    """The visits of the plan with room for a stamp."""
    said = paper_words().plan
    rows = [
        (str(at), _shared().day(visit.on), doses_of(visit), "")
        for at, visit in enumerate(check.plan, start=1)
    ]
    waiting = [
        said.wait.format(dose=_dose(one.title, one.number), text=_waits_for(one))
        for one in check.lacking
        if one.lack in (Lack.CONDITIONAL, Lack.DEFERRED)
    ]
    return Notice(
        title=said.title,
        whose=_labelled(said, whose.name, _sex(whose.sex), _day(whose.born), whose.archive_no),
        passages=(Passage(said.text if rows else said.nothing),),
        table=NoticeTable(said.heads, said.shares, rows) if rows else None,
        remarks=(said.waiting.format(doses=paper_words().joint.join(waiting)),) if waiting else (),
        closing=_closing(said, centre),
    )


def school_notice(whose: Whose, check: SchoolCheck, centre: Centre) -> Notice:
    """The result of the check with what is missing, for the school."""
    said = paper_words().school
    rows = [
        (one.title, str(one.number), school_words().lacks[one.lack], _waits_for(one)) for one in check.lacking
    ]
    visits = "；".join(said.visit.format(day=visit.on, doses=doses_of(visit)) for visit in check.plan)
    return Notice(
        title=said.title,
        whose=_labelled(
            said,
            whose.name,
            _sex(whose.sex),
            _day(whose.born),
            whose.id_no,
            whose.contact,
            whose.phone,
            whose.address,
        ),
        passages=(Passage(said.text.format(day=_shared().day(check.on))),),
        result=said.complete if check.is_complete else said.incomplete,
        table=NoticeTable(said.heads, said.shares, rows) if rows else None,
        remarks=((said.plan.format(visits=visits),) if visits else ()) + said.remarks,
        signatures=tuple((label, "") for label in said.signatures),
        closing=_closing(said, centre),
    )


def consent_notice(whose: Whose, dose: ConsentDose, centre: Centre) -> Notice:
    """What is read and signed before a dose."""
    said = consent_words()
    known = said.of(dose.vaccine)
    passages = {
        "prevents": known.prevents,
        "doses": said.doses.format(route=dose.route, site=dose.site) if dose.route else "",
        "not_for": known.not_for if known.is_after_exposure else said.not_for_all + known.not_for,
        "reactions": known.reactions,
        "after": said.after.format(call=said.call.format(phone=centre.phone) if centre.phone else ""),
    }
    values = (
        whose.name,
        _sex(whose.sex),
        _day(whose.born),
        whose.archive_no,
        (said.vaccine_title if dose.number else said.unnumbered_title).format(
            title=dose.title, number=dose.number
        ),
        said.free if dose.is_free else said.paid,
    )
    told = (Passage(text, said.heads[key]) for key, text in passages.items() if text)
    return Notice(
        title=said.title,
        whose=tuple(zip(said.whose, values, strict=True)),
        passages=(*told, Passage("", said.asked)),
        ticks=said.questions + said.decision,
        signatures=tuple((label, "") for label in said.signatures),
        closing=(said.footer.format(tag=known.tag),),
    )


def _waits_for(one: LackingDose) -> str:
    """What a dose waits for, as far as a paper that others see may say it."""
    if one.lack is Lack.DEFERRED:
        return list_words().other_condition
    return list_words().condition(one.condition)


def doses_of(visit: PlannedVisit) -> str:
    """The doses of a planned visit in words."""
    return paper_words().joint.join(_dose(dose.title, dose.number) for dose in visit.doses)


def _dose(title: str, number: int) -> str:
    return paper_words().dose.format(title=title, number=number)


def _labelled(said: PaperWords, *values: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(said.whose, values, strict=True))


def _closing(said: PaperWords, centre: Centre) -> tuple[str, ...]:
    day = _shared().day(centre.today)
    lines = (line for line in said.closing if centre.phone or PHONE not in line)
    return tuple(line.format(centre=centre.name, phone=centre.phone, day=day) for line in lines)


def _shared() -> Words:
    return read("words", Words)


def _day(day: date | None) -> str:
    return _shared().day(day) if day else ""


def _sex(sex: str) -> str:
    return _shared().sex.get(sex, "")
