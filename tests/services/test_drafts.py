"""What is being typed is kept at every keystroke, for the person who types it."""

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.drafts import NEW_RESIDENT
from tests.desks import registered, seat


def keep(desk: Desk, subject: str, name: str, version: int | None = None) -> None:
    """A page begun with this name on it."""
    sheet = desk.residents.start().answer("name", name)
    document = sheet.entries_document()
    desk.drafts.keep(
        subject, sheet.form.key, form_version=sheet.form.version, document=document, opened_version=version
    )


def test_the_last_keystroke_counts_with_the_version_it_was_typed_on(desk: Desk) -> None:
    person = registered(desk)
    keep(desk, person, "王", 1)
    keep(desk, person, "王秀", 2)
    kept = desk.drafts.kept(person, "personal-information")
    assert kept is not None
    assert kept.opened_version == 2
    assert kept.document["entries"]["name"]["value"] == "王秀"


def test_each_keeps_their_own(desk: Desk) -> None:
    keep(desk, NEW_RESIDENT, "王")
    assert [(row.subject, row.name) for row in desk.drafts.mine()] == [(NEW_RESIDENT, "")]
    seat(desk, Role.NURSE)
    assert desk.drafts.mine() == ()
    assert desk.drafts.kept(NEW_RESIDENT, "personal-information") is None


def test_a_draft_is_thrown_away_on_request_or_by_registering(desk: Desk) -> None:
    keep(desk, NEW_RESIDENT, "王")
    desk.drafts.discard(NEW_RESIDENT, "personal-information")
    assert desk.drafts.mine() == ()
    keep(desk, NEW_RESIDENT, "王")
    registered(desk)
    assert desk.drafts.mine() == ()
