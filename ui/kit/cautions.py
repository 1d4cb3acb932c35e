"""What must be known of a person before anything is done, in the same words on every screen."""

from healthdesk.services.rows import ResidentCard
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

_STATES = {
    "dead": QT_TRANSLATE_NOOP("Cautions", "已故 {day}"),
    "moved": QT_TRANSLATE_NOOP("Cautions", "已迁出"),
    "merged": QT_TRANSLATE_NOOP("Cautions", "已并入另一份档案"),
    "deleted": QT_TRANSLATE_NOOP("Cautions", "平台上已删除"),
}


def cautions(card: ResidentCard) -> tuple[str, ...]:
    """The sentences behind the red plates; an allergy nobody asked about is never left out."""
    found: list[str] = []
    if card.status in _STATES:
        day = card.died_on.isoformat() if card.died_on else ""
        found.append(translate("Cautions", _STATES[card.status]).format(day=day).strip())
    if card.allergy_state == "unasked":
        found.append(translate("Cautions", "过敏史未询问"))
    if card.has_conflict:
        found.append(translate("Cautions", "有未解决的冲突"))
    if card.is_incomplete_here:
        found.append(translate("Cautions", "平台上还有记录未取回"))
    if card.has_hidden_programme:
        found.append(translate("Cautions", "另有保密项目"))
    return tuple(found)
