"""Which paper is meant by what the screen was opened with, and who draws it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from healthdesk.base.progress import Progress
from ui.screens.paper.clinic import Drawn, clinic_maker

if TYPE_CHECKING:
    from healthdesk.desk import Desk

Make = Callable[[Progress], Drawn]
_Make = Callable[[], Drawn]
"""A paper of some pages, drawn before anybody could stop it."""


def maker(desk: "Desk", args: Mapping[str, Any], offset: tuple[float, float]) -> Make:
    """Draws the paper; `offset` is where the printer puts the lines of a booklet."""
    if "make" in args:
        return cast("Make", args["make"])
    short = clinic_maker(desk, args, offset) if "clinic" in args else _written(desk, args)
    made = short or _of_resident(desk, args)
    return lambda _progress: made()


def _written(desk: "Desk", args: Mapping[str, Any]) -> _Make | None:
    """Records that are named one by one, and registers."""
    printing = desk.printing
    visits = args.get("visit_ids") or filter(None, [args.get("visit_id")])
    if visit_ids := tuple(map(str, visits)):
        return lambda: printing.visit(*visit_ids)
    if record_id := str(args.get("record_id", "")):
        return lambda: printing.centre_record(record_id)
    if register := str(args.get("register", "")):
        return lambda: printing.register(register, int(args["year"]))
    return None


def _of_resident(desk: "Desk", args: Mapping[str, Any]) -> _Make:
    """What there is of a resident; of nobody a blank form."""
    printing, resident_id, form = desk.printing, str(args.get("resident_id", "")), str(args.get("form", ""))
    if args.get("is_cover_page"):
        return lambda: printing.cover_page(resident_id)
    if args.get("is_growth"):
        return lambda: printing.growth_chart(resident_id)
    if args.get("is_archive"):
        return lambda: printing.archive(resident_id, form)
    if resident_id:
        return lambda: printing.visits(resident_id, form)
    forms = tuple(map(str, args.get("forms") or [form]))
    return lambda: printing.blank(*forms)
