"""What an edition takes over unchanged is the same group, made once."""

from collections.abc import Iterable
from typing import NamedTuple

from healthdesk.domain.immunization.merging import Document
from healthdesk.domain.immunization.rules import Group


class MadeGroup(NamedTuple):
    """A group made from its part of a document and from the offers its steps name."""

    part: Document
    offers: Document
    group: Group


def made_before(made: Iterable[MadeGroup], part: Document, offers: Document) -> Group | None:
    """The group made from the very same part and offers."""
    for one in made:
        if one.part is part and all(
            one.offers.get(step.get("give")) is offers.get(step.get("give")) for step in part["steps"]
        ):
            return one.group
    return None
