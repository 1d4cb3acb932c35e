"""Run the migrations on the connection that `store.upgrade` hands over, inside its transaction."""

from alembic import context

from healthdesk.store import schema  # noqa: F401  every table must be known to the metadata
from healthdesk.store.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    user_module_prefix="types.",
)
context.run_migrations()
