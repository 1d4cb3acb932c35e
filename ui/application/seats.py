"""The desk's own words about who sits there, as the window needs them."""

from typing import TYPE_CHECKING

from healthdesk.domain.access import PERMISSIONS
from ui.kit import words
from ui.kit.navigator import Seat

if TYPE_CHECKING:
    from healthdesk.services.seat import Sitter


def seat_of(sitter: "Sitter", centre: str) -> Seat:
    """Name, post and permissions of the person who has sat down."""
    allowed = frozenset(one.value for one in PERMISSIONS[sitter.role])
    return Seat(sitter.login, sitter.full_name, words.role(sitter.role), centre, allowed)
