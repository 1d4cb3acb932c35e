"""The data types of FHIR R4 that resources are made of, as far as somebody here reads them."""

from typing import Annotated

import msgspec

Small = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""An integer of FHIR has 32 bits."""


class Coding(msgspec.Struct, rename="camel", frozen=True):
    system: str = ""
    code: str = ""
    display: str = ""


NO_CODING = Coding()


class Concept(msgspec.Struct, rename="camel", frozen=True):
    coding: list[Coding] = []
    text: str = ""


NO_CONCEPT = Concept()


class Reference(msgspec.Struct, rename="camel", frozen=True):
    reference: str = ""
    display: str = ""


NO_REFERENCE = Reference()


class Period(msgspec.Struct, rename="camel", frozen=True):
    start: str = ""
    end: str = ""


NO_PERIOD = Period()


class Extension(msgspec.Struct, rename="camel"):
    url: str = ""
    extension: list["Extension"] = []
    value_string: str = ""
    value_code: str = ""
    value_date: str = ""
    value_date_time: str = ""
    value_boolean: bool = False
    value_integer: Small = 0
    value_reference: Reference = NO_REFERENCE


class Identifier(msgspec.Struct, rename="camel", frozen=True):
    use: str = ""
    system: str = ""
    value: str = ""


NO_IDENTIFIER = Identifier()


class Meta(msgspec.Struct, rename="camel", frozen=True):
    source: str = ""
    tag: list[Coding] = []


NO_META = Meta()


class Narrative(msgspec.Struct, rename="camel", frozen=True):
    status: str = ""


NO_NARRATIVE = Narrative()


class Name(msgspec.Struct, rename="camel", frozen=True):
    use: str = ""
    text: str = ""
    family: str = ""
    given: list[str] = []


NO_NAME = Name()


class Contact(msgspec.Struct, rename="camel"):
    system: str = ""
    value: str = ""
    use: str = ""


class Address(msgspec.Struct, rename="camel"):
    use: str = ""
    text: str = ""


class Quantity(msgspec.Struct, rename="camel", frozen=True):
    value: int | float = 0
    unit: str = ""


NO_QUANTITY = Quantity()
