"""The label of an archive: whose it is, handed out and audited."""

import pytest
from sqlalchemy import select

from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.desk import Desk
from healthdesk.services.labels import SINGLE
from healthdesk.store.audit import AuditEntry
from tests.desks import registered
from tests.documents.reading import codes, pages


def test_a_label_says_whose_archive_it_is_and_is_audited(desk: Desk) -> None:
    person = registered(desk, name="王秀英")
    pdf = desk.labels.archive([person], SINGLE, copies=2)
    number = desk.residents.card(person).archive_no
    one, other = pages(pdf)
    assert one == other and "王秀英" in one and "女 1959-03-12" in one and number in one
    assert "幸福路社区卫生服务中心" in one
    assert codes(pdf)[0] == number
    with desk.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.noun == "Label")).all()
        assert [(entry.act, entry.resident_id) for entry in entries] == [("print", person)]


def test_nonsense_is_refused(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(NotFound):
        desk.labels.archive(["nobody"], SINGLE)
    with pytest.raises(InvalidInput, match="sheet"):
        desk.labels.archive([person], "no-such")
    with pytest.raises(InvalidInput, match="copies"):
        desk.labels.archive([person], SINGLE, copies=100_000)
