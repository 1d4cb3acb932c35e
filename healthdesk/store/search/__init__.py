"""Find residents by name, pinyin, identity number, telephone, archive number and address."""

from healthdesk.store.search.cards import CARD_FORM, CARD_ITEMS, add_cards, owners
from healthdesk.store.search.hits import Hit, search
from healthdesk.store.search.keys import (
    Face,
    Numbered,
    SearchKey,
    SearchPerson,
    add_keys,
    add_people,
    face_of,
    index,
    is_indexed,
    keys_of,
)
from healthdesk.store.search.likeness import Likeness, Trait, duplicates, pairs
from healthdesk.store.search.meanings import Meaning
from healthdesk.store.search.places import SearchPlace

__all__ = [
    "CARD_FORM",
    "CARD_ITEMS",
    "Face",
    "Hit",
    "Likeness",
    "Meaning",
    "Numbered",
    "SearchKey",
    "SearchPerson",
    "SearchPlace",
    "Trait",
    "add_cards",
    "add_keys",
    "add_people",
    "duplicates",
    "face_of",
    "index",
    "is_indexed",
    "keys_of",
    "owners",
    "pairs",
    "search",
]
