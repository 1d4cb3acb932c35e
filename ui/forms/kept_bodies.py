"""Sheets drawn lately, kept out of sight: the next person often needs one of them, with other answers."""

from ui.forms.body import FormBody
from ui.forms.plan import Plan

MOST_KEPT = 3
"""Beside the one that is shown: the forms that are written in turns on one day."""


class KeptBodies:
    """Bodies that are not shown, the last used in front. They belong to no window meanwhile."""

    def __init__(self) -> None:
        self._kept: list[tuple[Plan, FormBody]] = []

    def put_away(self, plan: Plan, body: FormBody) -> None:
        """Keep a body; the one that was longest not used goes."""
        body.pause()
        self._kept.insert(0, (plan, body))
        for _, oldest in self._kept[MOST_KEPT:]:
            oldest.deleteLater()
        del self._kept[MOST_KEPT:]

    def bring_back(self, plan: Plan) -> FormBody | None:
        """The body of this plan, no longer kept here; None when it has to be drawn."""
        for at, (known, body) in enumerate(self._kept):
            if known == plan:
                del self._kept[at]
                return body
        return None
