"""Text as people type it: full-width signs made plain, numbers masked."""

import re

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_NAME_DOTS = re.compile(r"[·•・．‧∙⋅.]")
_ID_NO = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)|(?<!\d)(\d{6})\d{6}(\d{3})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_LINE_SIGNS = re.compile(r"[\t\r\n]")
_DISTRICTS = re.compile(r"街道|社区|(?<!小)区|[县镇乡]")
_LONGEST_PLACE = 6
_CONTROL_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4,5}(\d{3})(?!\d)")


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their plain counterparts; invisible marks dropped."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE)


def squeezed(text: str) -> str:
    """`half_width`, without blanks at the ends and with single blanks inside."""
    return " ".join(half_width(text).split())


def has_control_signs(text: str, *, is_long: bool = False) -> bool:
    """Whether `text` holds signs that are no text: control codes, and those that turn the direction.

    They forge lines of a list and no platform takes them. A long text may have lines and tabulators.
    """
    return _CONTROL_SIGNS.search(_LINE_SIGNS.sub("", text) if is_long else text) is not None


def digits(text: str) -> str:
    """Only the digits of `text`, full-width ones included."""
    return "".join(sign for sign in half_width(text) if sign in "0123456789")


def nearest_place(address: str) -> str:
    """The last name before the house: 松林村 of 云河区松林镇松林村6组; empty where there is none."""
    before_the_house = re.split(r"[\d\s]", half_width(address))[0]
    names = [name for name in _DISTRICTS.split(before_the_house) if len(name) > 1]
    return names[-1][-_LONGEST_PLACE:] if names else ""


def name_key(name: str) -> str:
    """A name as it is compared: no blanks between Chinese characters, no middle dots, small letters."""
    plain = _NAME_DOTS.sub("", squeezed(name)).lower()
    return plain if plain.isascii() else plain.replace(" ", "")


def name_parts(name: str) -> list[str]:
    """What the dots of a name stand between: 阿依古丽 and 买买提 of 阿依古丽·买买提; most names are one."""
    return [part for part in _NAME_DOTS.split(squeezed(name)) if part.strip()]


def masked_id_no(id_no: str) -> str:
    """Region and last four digits; the birth date in between is hidden."""
    return f"{id_no[:6]}{'*' * (len(id_no) - 10)}{id_no[-4:]}" if len(id_no) > 10 else "*" * len(id_no)


def masked_phone(phone: str) -> str:
    """The first three and last four digits; shorter numbers are hidden whole."""
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def masked(text: str) -> str:
    """`text` with every identity number and telephone number in it masked, for logs."""
    text = _ID_NO.sub(lambda hit: masked_id_no(hit[0]), text)
    text = _MOBILE.sub(lambda hit: masked_phone(hit[0]), text)
    return _LANDLINE.sub(r"\1****\2", text)
