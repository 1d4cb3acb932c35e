"""What stands where the sheet would be when it cannot be opened."""

from healthdesk.base.errors import HealthDeskError, InvalidInput
from ui.kit import messages
from ui.kit.actions import Action
from ui.kit.i18n import translate
from ui.widgets.empty_state import EmptyState


def show_failure(state: EmptyState, error: HealthDeskError, to_record: Action | None) -> None:
    """Nobody is enrolled in anything, or it could not be fetched; the record is one key away."""
    if isinstance(error, InvalidInput) and error.reason == "not-enrolled":
        why = translate("Visit", "还没有可随访的项目")
        what = translate("Visit", "先在健康档案里纳入高血压、糖尿病等项目")
        state.show_state("visits", why, what, to_record)
    elif isinstance(error, InvalidInput) and error.reason == "another-age-or-sex":
        why = translate("Visit", "这张表不能给这位居民写")
        what = translate("Visit", "年龄或性别不在这张表的范围内；如果是登记错了，请先改正健康档案")
        state.show_state("attention", why, what, to_record)
    else:
        state.failed(str(messages.message(error)), to_record)
