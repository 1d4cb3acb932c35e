"""${message}"""

import sqlalchemy as sa
from alembic import op

from healthdesk.store import types

revision = ${repr(up_revision).replace("'", '"')}
down_revision = ${repr(down_revision).replace("'", '"') if down_revision else None}


def upgrade() -> None:
    """From the shape before to this one."""
    ${upgrades if upgrades else "pass"}
