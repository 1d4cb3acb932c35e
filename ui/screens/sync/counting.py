"""What waits, counted again while a run lasts: the numbers of the head follow it."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from ui.kit.tasks import Lane, Tasks
from ui.screens.sync.overview import Overview

if TYPE_CHECKING:
    from healthdesk.desk import Desk

SECONDS_BETWEEN = 1.0


class Counting:
    """Hears the steps of a run; counts where no click waits for it, and once a second at most."""

    def __init__(self, desk: "Desk", tasks: Tasks, overview: Overview) -> None:
        self._desk, self._tasks, self._overview = desk, tasks, overview
        self._counted_at = 0.0

    def beside(self, step: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """`step`, and what it says of the run, with the numbers behind it."""

        def both(done: int, total: int) -> None:
            step(done, total)
            if (now := monotonic()) - self._counted_at >= SECONDS_BETWEEN:
                self._counted_at = now
                self._tasks.run(
                    self._desk.platform.state,
                    done=self._overview.show_counts,
                    owner=self._overview,
                    lane=Lane.SCREEN,
                    once="counts",
                )

        return both
