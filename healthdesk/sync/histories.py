"""All versions that a platform has of one resource."""

from healthdesk.base.errors import AnswerUnclear
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import PageEntry
from healthdesk.sync import cursors
from healthdesk.sync.client import Client

VERSIONS_A_PAGE = 100


def read(client: Client, type_: str, id_: str) -> list[PageEntry]:
    """Over as many pages as they stand on; a link that leads back is the end. Raises PlatformError."""
    found: list[PageEntry] = []
    gone: set[str] = set()
    asked = {"_count": str(VERSIONS_A_PAGE), "_since": cursors.BEGINNING}
    answer = client.get(f"{type_}/{id_}/_history", asked)
    while True:
        try:
            page = bundles.page(answer.body)
        except ValueError:
            raise AnswerUnclear("history") from None
        found += page.entries
        if page.next is None or page.next in gone:
            return found
        gone.add(page.next)
        answer = client.get(page.next)
