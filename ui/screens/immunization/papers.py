"""What is printed for a child at the immunization desk: from one list, seen before it is handed out."""

from functools import partial
from typing import Any

from healthdesk.services.immunization import ChildCard
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.places import Navigator

_KINDS = (
    ("booklet", QT_TRANSLATE_NOOP("ClinicPapers", "接种证：新增的行")),
    ("booklet-whole", QT_TRANSLATE_NOOP("ClinicPapers", "接种证：全部的行")),
    ("booklet-trial", QT_TRANSLATE_NOOP("ClinicPapers", "接种证：对位试页")),
    ("catch-up-plan", QT_TRANSLATE_NOOP("ClinicPapers", "补种计划")),
    ("school-check", QT_TRANSLATE_NOOP("ClinicPapers", "入托入学查验单")),
)


def paper_actions(navigator: Navigator, child: ChildCard) -> list[Action]:
    """The consents of the doses of today first, for they are signed before the injection."""
    today = {one.vaccine: one.title for one in child.card.today if one.vaccine}
    consents = [
        _action(
            navigator,
            child,
            "consent",
            translate("ClinicPapers", "知情同意书：{vaccine}").format(vaccine=words.of_form(title)),
            vaccine=vaccine,
        )
        for vaccine, title in today.items()
    ]
    return consents + [
        _action(navigator, child, kind, translate("ClinicPapers", name)) for kind, name in _KINDS
    ]


def _action(navigator: Navigator, child: ChildCard, kind: str, title: str, **more: Any) -> Action:
    opening = partial(
        navigator.open, "paper", clinic=kind, resident_id=child.resident.id, title=title, **more
    )
    return Action(f"card.print.{kind}.{more.get('vaccine', '')}", title, opening, "print")
