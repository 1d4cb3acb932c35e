"""What is wrong with the files of forms, programmes and code lists: every fault, with its file and item.

Each of them is read by itself, and a damaged one stops nobody else. Here they are looked at together, for the
person who has to mend them: on the work desk, under 设置 → 关于, and by `main.py forms`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.codes import Codes
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme

EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be used: `item` is a link id, a line or a rule; empty for the file as a whole."""

    file: str
    item: str
    fault: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.item, self.fault) if part)


def faults(forms: Forms, programmes: Programmes, codes: Codes) -> tuple[Fault, ...]:
    """All of them: forms with their layouts, code lists, programmes, and what programmes ask of forms."""
    return (
        *_of_forms(forms),
        *(_named(one) for name in codes.names() for one in codes.faults(name)),
        *(Fault(one.file, "", one.fault) for one in programmes.faults),
        *(fault for programme in programmes for fault in _of_programme(programme, forms)),
    )


def _of_forms(forms: Forms) -> Iterator[Fault]:
    for key in forms.keys():  # noqa: SIM118  a catalogue, no mapping
        for version in forms.versions(key):
            try:
                forms.written_layout(forms.get(key, version))
            except InvalidInput as fault:
                yield _named(fault)


def _named(fault: InvalidInput) -> Fault:
    file, _, item = fault.field.partition(":")
    return Fault(file, item, fault.reason)


def _of_programme(programme: Programme, forms: Forms) -> Iterator[Fault]:
    file = f"{programme.key}.json"
    first = (programme.first.form,) if programme.first else ()
    visits, services = (one.form for one in programme.visits), (one.form for one in programme.yearly)
    for key in dict.fromkeys((*programme.forms, *programme.also, *first, *visits, *services)):
        if key not in forms.keys():  # noqa: SIM118  a catalogue, no mapping
            yield Fault(file, key, "no-such-form")
    for form in forms.sound((programme.form_key,)):
        for need in programme.needs:
            if not form.has(need):
                yield Fault(file, need, f"needed, but not asked by {form.key}")
        yield from _of_emergencies(programme, form, file)


def _of_emergencies(programme: Programme, form: Form, file: str) -> Iterator[Fault]:
    """What the rules find must have its place on the form, or the second reading is never asked for."""
    if not programme.emergencies or not programme.rules:
        return
    if not form.has(EMERGENCY):
        yield Fault(file, EMERGENCY, f"not an item of {form.key}")
        return
    for item in programme.emergencies:
        if form.item(EMERGENCY).option(item.key) is None:
            yield Fault(file, item.key, f"not an option of {EMERGENCY} in {form.key}")
