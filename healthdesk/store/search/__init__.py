"""Find residents by name, pinyin, identity number, telephone, archive number and address."""

from healthdesk.store.search.hits import Hit, search
from healthdesk.store.search.keys import (
    Face,
    SearchKey,
    SearchPerson,
    add_new,
    face_of,
    index,
    index_new,
    is_indexed,
    keys_of,
)
from healthdesk.store.search.likeness import Likeness, Trait, duplicates
from healthdesk.store.search.meanings import Meaning
from healthdesk.store.search.places import SearchPlace

__all__ = [
    "Face",
    "Hit",
    "Likeness",
    "Meaning",
    "SearchKey",
    "SearchPerson",
    "SearchPlace",
    "Trait",
    "add_new",
    "duplicates",
    "face_of",
    "index",
    "index_new",
    "is_indexed",
    "keys_of",
    "search",
]
