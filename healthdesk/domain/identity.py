"""Citizen identity numbers: check character, birth date, sex and region (GB 11643, ISO 7064 MOD 11-2)."""

from dataclasses import dataclass
from datetime import date

from healthdesk.base.errors import InvalidInput
from healthdesk.base.text import half_width

# First two digits of an area: GB/T 2260 provinces; 81, 82 and 83 stand on the residence permits
# of people from Hong Kong, Macao and Taiwan.
_PROVINCES_BY_REGION = {
    "1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "123",
}  # fmt: skip
PROVINCES = frozenset(ten + one for ten, ones in _PROVINCES_BY_REGION.items() for one in ones)
EARLIEST_BIRTH_YEAR = 1900

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_LENGTH, _OLD_LENGTH = 18, 15


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that holds. `text` has 18 characters; `sex` is the official number ("1" male, "2" female)."""

    text: str
    born: date
    sex: str
    region: str
    was_upgraded: bool = False


def check(text: str) -> IdentityNumber:
    """The number in its 18-character form, or InvalidInput("id_no", reason).

    Reasons, in the order they are tested: length, characters, region, birth-date, check-character.
    Full-width digits, blanks and a lower-case x are read as meant; 15 digits get the century 19
    and their check character.
    """
    plain = tidy(text)
    was_upgraded = len(plain) == _OLD_LENGTH
    if len(plain) not in (_LENGTH, _OLD_LENGTH):
        raise InvalidInput("id_no", "length")
    body = f"{plain[:6]}19{plain[6:]}" if was_upgraded else plain[:-1]
    if not _is_digits(body) or not (was_upgraded or _is_digits(plain[-1]) or plain[-1] == "X"):
        raise InvalidInput("id_no", "characters")
    if body[:2] not in PROVINCES:
        raise InvalidInput("id_no", "region")
    born = _born(body[6:14])
    if not was_upgraded and plain[-1] != check_character(body):
        raise InvalidInput("id_no", "check-character")
    return IdentityNumber(
        text=body + check_character(body),
        born=born,
        sex="1" if int(body[16]) % 2 else "2",
        region=body[:6],
        was_upgraded=was_upgraded,
    )


def tidy(text: str) -> str:
    """As printed on a card: half width, upper case, nothing between the digits."""
    return "".join(half_width(text).split()).upper()


def check_character(body: str) -> str:
    """The eighteenth character for the seventeen digits before it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _born(digits: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidInput("id_no", "birth-date") from None
    if born.year < EARLIEST_BIRTH_YEAR:
        raise InvalidInput("id_no", "birth-date")
    return born
