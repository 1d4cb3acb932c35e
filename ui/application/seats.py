"""The desk's own words about who sits there, as the window needs them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from healthdesk.domain.access import PERMISSIONS, Role
from ui.kit import words
from ui.kit.navigator import HOME, Seat

if TYPE_CHECKING:
    from healthdesk.services.seat import Sitter

FIRST_PLACES: Mapping[Role, str] = {
    Role.VACCINATOR: "immunization",
    Role.CLERK: "appointments",
    Role.MANAGER: "quality",
}
"""Where the day of a post begins when it is not the work desk with its due list (workstation.md 6)."""


def seat_of(sitter: "Sitter", centre: str) -> Seat:
    """Name, post and permissions of the person who has sat down."""
    allowed = frozenset(one.value for one in PERMISSIONS[sitter.role])
    post, first = words.role(sitter.role), FIRST_PLACES.get(sitter.role, HOME)
    return Seat(sitter.login, sitter.full_name, post, centre, allowed, first)
