"""What `verify` says of a store, without its progress and its reading of the file."""

from healthdesk.fhir.bundles import fingerprint
from healthdesk.fhir.mapping import ROWS
from healthdesk.store import consistency
from healthdesk.store.database import Database
from healthdesk.store.journal import Freezer


def row_faults(database: Database, freeze: Freezer) -> list[str]:
    """Rows that are not what their versions say."""
    with database.reading() as session:
        return consistency.head_faults(session, tuple(ROWS.values()), freeze, fingerprint)


def faults(database: Database, freeze: Freezer) -> list[str]:
    """The same, with versions and intents that cannot be."""
    with database.reading() as session:
        others = [*consistency.version_faults(session, fingerprint), *consistency.intent_faults(session)]
    return [*others, *row_faults(database, freeze)]
