"""Which paper is meant by what the screen was opened with, and who draws it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from healthdesk.base.progress import Progress
from ui.screens.paper.clinic import Drawn, clinic_maker

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was drawn, and on which of two sizes; None: it has only one."""

    drawn: Drawn
    is_a5: bool | None = None


Make = Callable[[Progress], Made]
_Short = Callable[[], Made]
"""A paper of some pages, drawn before anybody could stop it."""


def maker(desk: "Desk", args: Mapping[str, Any], offset: tuple[float, float], *, wants_a5: bool) -> Make:
    """Draws the paper; `offset` is where the printer puts the lines of a booklet."""
    if "make" in args:
        make = cast("Callable[[Progress], bytes]", args["make"])
        return lambda progress: Made(make(progress))
    if "clinic" in args:
        draw = clinic_maker(desk, args, offset)
        return lambda _progress: Made(draw())
    made = _written(desk, args, wants_a5=wants_a5) or _of_resident(desk, args, wants_a5=wants_a5)
    return lambda _progress: made()


def kind_of(args: Mapping[str, Any]) -> str:
    """What the size is remembered by: the forms, never a person."""
    return " ".join(_forms(args))


def _forms(args: Mapping[str, Any]) -> tuple[str, ...]:
    """The forms that are on it, where they are known before it is drawn."""
    return tuple(filter(None, map(str, args.get("forms") or [args.get("form", "")])))


def _written(desk: "Desk", args: Mapping[str, Any], *, wants_a5: bool) -> _Short | None:
    """Records that are named one by one, and registers."""
    printing = desk.printing
    visits = args.get("visit_ids") or filter(None, [args.get("visit_id")])
    if visit_ids := tuple(map(str, visits)):
        return partial(_sized, desk, _forms(args), partial(printing.visit, *visit_ids), wants_a5=wants_a5)
    if record_id := str(args.get("record_id", "")):
        return lambda: Made(printing.centre_record(record_id))
    if register := str(args.get("register", "")):
        return lambda: Made(printing.register(register, int(args["year"])))
    return None


def _of_resident(desk: "Desk", args: Mapping[str, Any], *, wants_a5: bool) -> _Short:
    """What there is of a resident; of nobody a blank form."""
    printing, resident_id, form = desk.printing, str(args.get("resident_id", "")), str(args.get("form", ""))
    if args.get("is_cover_page"):
        return lambda: Made(printing.cover_page(resident_id))
    if args.get("is_growth"):
        return lambda: Made(printing.growth_chart(resident_id))
    if args.get("is_archive"):
        return lambda: Made(printing.archive(resident_id, form))
    forms = _forms(args)
    draw = partial(printing.visits, resident_id, form) if resident_id else partial(printing.blank, *forms)
    return partial(_sized, desk, forms, draw, wants_a5=wants_a5)


def _sized(desk: "Desk", forms: Sequence[str], draw: Callable[..., bytes], *, wants_a5: bool) -> Made:
    """On A5 where that is wanted and the forms have a layout for it."""
    if not forms or not desk.printing.fits_a5(*forms):
        return Made(draw())
    return Made(draw(is_a5=wants_a5), is_a5=wants_a5)
