"""The next dose of each group on a day: what, from when, by when, and why."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.limits import Kind
from healthdesk.domain.immunization.outlook import Next, Outlook
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.reasons import Reasons
from healthdesk.domain.immunization.rules import Group
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.wording import Reason


class Status(StrEnum):
    """Where the next dose of a group stands; the words of the case files."""

    NOT_YET_DUE = "not_yet_due"
    DUE = "due"
    OVERDUE = "overdue"
    COMPLETE = "complete"
    NOT_INDICATED = "not_indicated"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"


class Forecast(NamedTuple):
    """The next dose of one group.

    `dose` is the place in the table, `number` the same as printed beside the vaccine (A+C counts from 1),
    `product` a vaccine code; dose and product are None when nothing is to be given. `earliest` is the first
    day it may be given, `recommended` the same day, `overdue` the first day it is late, `window_end` the last
    day of a recommended window, `call_from` the day from which the person is to be called. `condition` is
    what must be checked first. `final`: nothing of the group follows. `test_from` to `test_to`: blood test
    after the last dose. `at_once` doses are given that day. `is_programme`: it is free of charge.
    `of_age_on` is the day the age of the dose is reached, whatever the intervals.
    """

    group: str
    title: str
    status: Status
    dose: int | None = None
    number: int = 0
    place: str | None = None
    label: str = ""
    product: str | None = None
    earliest: date | None = None
    recommended: date | None = None
    overdue: date | None = None
    total_doses: int | None = None
    condition: str | None = None
    window_end: date | None = None
    call_from: date | None = None
    past_recommended_age: bool = False
    final: bool = False
    test_from: date | None = None
    test_to: date | None = None
    note: str = ""
    at_once: int = 1
    of_age_on: date | None = None
    is_programme: bool = True
    reasons: tuple[Reason, ...] = ()


def forecast(person: Person, history: Iterable[Given], schedule: Schedule, on: date) -> tuple[Forecast, ...]:
    """The next dose of every programme group, and of others begun, asked for or called for by an exposure.

    Doses after `on` are left out of account.
    """
    course, _ = read_history(person, history, schedule, until=on)
    return forecasts(Outlook.of(course, on))


def forecasts(outlook: Outlook) -> tuple[Forecast, ...]:
    """The next dose of each group of a history already read."""
    return tuple([_of_group(outlook, group) for group in outlook.told_groups()])


def _of_group(outlook: Outlook, group: Group) -> Forecast:
    reasons = Reasons(outlook, group)
    if outlook.is_complete(group) and (group.rounds is None or outlook.course.progress(group.key).counted):
        return _completed(outlook, group, reasons)
    told = reasons.not_indicated(outlook.on)
    coming = None if told else outlook.next_step(group)
    if coming is None:
        return _nothing(outlook, group, told or reasons.barred() or reasons.nothing_left())
    told = reasons.not_indicated(coming.earliest) if coming.earliest > outlook.on else None
    return _nothing(outlook, group, told) if told else _next_dose(outlook, group, coming, reasons)


def _nothing(outlook: Outlook, group: Group, reason: Reason) -> Forecast:
    return Forecast(
        group.key,
        group.title,
        Status.NOT_INDICATED,
        is_programme=not outlook.is_by_choice(group),
        reasons=(reason,),
    )


def _completed(outlook: Outlook, group: Group, reasons: Reasons) -> Forecast:
    course, test = outlook.course, group.blood_test
    last = course.progress(group.key).last
    found = Forecast(
        group.key,
        group.title,
        Status.COMPLETE,
        total_doses=last.step.total if last else None,
        is_programme=not outlook.is_by_choice(group),
        reasons=(reasons.complete(), *reasons.remarks()),
    )
    if test is None or last is None or not course.moment(group.key, outlook.on).holds(test.when):
        return found
    rolls_over = course.policy.rolls_over
    opens, closes = (span.after(last.on, rolls_over=rolls_over) for span in (test.opens, test.closes))
    told = reasons.blood_test(test, opens, closes)
    return found._replace(test_from=opens, test_to=closes, reasons=(*found.reasons, told))


def _next_dose(outlook: Outlook, group: Group, coming: Next, reasons: Reasons) -> Forecast:
    step, offer = coming.step, coming.offer
    overdue, window_end = outlook.after_last(group, step)
    is_late = overdue is not None and outlook.on >= overdue
    is_open = outlook.on >= coming.earliest
    found = Forecast(
        group=group.key,
        title=group.title,
        status=(Status.OVERDUE if is_late else Status.DUE) if is_open else Status.NOT_YET_DUE,
        dose=step.dose,
        number=step.number,
        place=step.place,
        label=step.label,
        product=offer.product,
        earliest=coming.earliest,
        recommended=coming.earliest,
        overdue=overdue,
        total_doses=step.total,
        window_end=window_end,
        call_from=outlook.course.policy.recall_after.after(coming.earliest),
        past_recommended_age=is_late and not is_open,
        final=step.dose == step.total,
        note=offer.note or next(iter(step.notes), ""),
        at_once=step.at_once,
        of_age_on=next(limit.day for limit in coming.limits if limit.kind is Kind.AGE),
        is_programme=not outlook.is_by_choice(group),
        reasons=reasons.next_dose(coming, overdue, window_end),
    )
    return _restrained(outlook, found, coming, reasons)


def _restrained(outlook: Outlook, found: Forecast, coming: Next, reasons: Reasons) -> Forecast:
    """The same dose put off, or made conditional, where the person's state or the rule asks for it."""
    product, condition = coming.offer.product, coming.step.condition
    waits = outlook.special.deferral(outlook.course.schedule.products[product])
    is_unruled = outlook.course.progress(found.group).has_unruled
    if deferral := reasons.no_rule() if is_unruled else waits:
        return _undated(found)._replace(status=Status.DEFERRED, overdue=None, reasons=(deferral,))
    if condition:
        told = reasons.condition(coming.step)
        return _undated(found)._replace(status=Status.CONDITIONAL, condition=condition, reasons=(told,))
    if product in outlook.special.asked:
        asked, told = outlook.special.asked[product]
        status = found.status if found.status is Status.NOT_YET_DUE else Status.CONDITIONAL
        return found._replace(status=status, condition=asked, reasons=(told, *found.reasons))
    return found


def _undated(found: Forecast) -> Forecast:
    return found._replace(earliest=None, recommended=None, window_end=None, call_from=None)
