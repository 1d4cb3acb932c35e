"""An answer in the words of its form, or as what somebody wrote."""

from healthdesk.base.phrase import Typed
from healthdesk.domain.codes import shipped
from healthdesk.domain.forms.definition import Item, Kind

_WRITTEN = (Kind.TEXT, Kind.LONGTEXT)


def answered(item: Item, text: str) -> str:
    """The words of an option or of an offered list; `Typed` for other words, anything else as it came."""
    option = item.option(text)
    if option is not None:
        return option.text
    return Typed(text) if item.kind in _WRITTEN and not is_offered(item, text) else text


def is_offered(item: Item, text: str) -> bool:
    """Whether the words stand in the list that the item offers, from which they may have been chosen."""
    return bool(item.codes) and shipped().get(item.codes or "").of_text(text) is not None
