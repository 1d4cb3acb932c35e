"""A paper sent to a printer is kept until the printer has taken all of it."""

import pytest
from sqlalchemy import select

from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.print_jobs import Paper, PrintJobs
from healthdesk.store.audit import AuditEntry
from healthdesk.store.platform import Intent, Version
from tests.desks import registered, seat


def a_paper(resident_id: str | None = None, doses: tuple[str, ...] = ()) -> Paper:
    return Paper("referral r1", "转诊单", b"%PDF", 3, resident_id, doses)


def waiting(jobs: PrintJobs) -> list[tuple[str, int, int]]:
    return [(row.title, row.taken, row.pages) for row in jobs.waiting()]


def printed(desk: Desk) -> list[tuple[str, str | None]]:
    """Who printed, and whose paper."""
    with desk.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "printed")).all()
        return [(entry.who, entry.resident_id) for entry in entries]


def test_a_paper_waits_until_it_is_taken_and_knows_its_page(desk: Desk) -> None:
    person = registered(desk)
    job = desk.print_jobs.keep(a_paper(person))
    assert waiting(desk.print_jobs) == [("转诊单", 0, 3)]
    assert desk.print_jobs.waiting()[0].name == "王秀英"
    assert desk.print_jobs.begin(job).taken == 0
    assert waiting(desk.print_jobs) == []
    desk.print_jobs.page_taken(job, 2)
    desk.print_jobs.put_back(job)
    assert waiting(desk.print_jobs) == [("转诊单", 2, 3)]
    assert printed(desk) == []
    out = desk.print_jobs.begin(job)
    assert (out.taken, out.paper) == (2, a_paper(person))
    desk.print_jobs.finish(job)
    desk.print_jobs.put_back(job)
    assert waiting(desk.print_jobs) == []
    assert printed(desk) == [("张建国", person)]


def test_again_means_from_the_first_page_and_drop_means_never(desk: Desk) -> None:
    job = desk.print_jobs.keep(a_paper())
    desk.print_jobs.begin(job)
    desk.print_jobs.page_taken(job, 2)
    desk.print_jobs.put_back(job)
    desk.print_jobs.again(job)
    assert waiting(desk.print_jobs) == [("转诊单", 0, 3)]
    desk.print_jobs.drop(job)
    assert waiting(desk.print_jobs) == []
    assert printed(desk) == []
    with pytest.raises(NotFound):
        desk.print_jobs.begin(job)


def test_a_paper_that_is_being_printed_is_not_begun_twice(desk: Desk) -> None:
    job = desk.print_jobs.keep(a_paper())
    desk.print_jobs.begin(job)
    with pytest.raises(InvalidInput, match="being-printed"):
        desk.print_jobs.keep(a_paper())
    with pytest.raises(InvalidInput, match="being-printed"):
        desk.print_jobs.begin(job)


def test_what_waits_gives_way_to_the_same_paper_printed_anew(desk: Desk) -> None:
    old = desk.print_jobs.keep(a_paper())
    desk.print_jobs.begin(old)
    desk.print_jobs.page_taken(old, 2)
    desk.print_jobs.put_back(old)
    desk.print_jobs.keep(a_paper())
    assert waiting(desk.print_jobs) == [("转诊单", 0, 3)]


def test_each_sees_only_their_own_papers(desk: Desk) -> None:
    job = desk.print_jobs.keep(a_paper())
    seat(desk, Role.NURSE)
    assert waiting(desk.print_jobs) == []
    for touch in (desk.print_jobs.begin, desk.print_jobs.again, desk.print_jobs.drop):
        with pytest.raises(NotFound):
            touch(job)


def test_whoever_began_is_named_though_somebody_else_sits_there_by_now(desk: Desk) -> None:
    person = registered(desk)
    job = desk.print_jobs.keep(a_paper(person, ("dose-1",)))
    desk.print_jobs.begin(job)
    seat(desk, Role.NURSE)
    desk.print_jobs.page_taken(job, 1)
    desk.print_jobs.finish(job)
    assert printed(desk) == [("张建国", person)]
    with desk.database.reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.noun == "Vaccination")).all()
        assert [(line.act, line.row_id, line.who) for line in lines] == [("print", "dose-1", "张建国")]
    assert desk.auditing.broken_links() == ()


def test_the_queue_is_no_news_to_the_platform(desk: Desk) -> None:
    def counted() -> tuple[int, int]:
        with desk.database.reading() as session:
            return len(session.scalars(select(Intent)).all()), len(session.scalars(select(Version)).all())

    before = counted()
    job = desk.print_jobs.keep(a_paper())
    desk.print_jobs.begin(job)
    desk.print_jobs.page_taken(job, 1)
    desk.print_jobs.finish(job)
    assert counted() == before
