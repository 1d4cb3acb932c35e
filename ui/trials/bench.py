"""The benches that need a window: start, home, search as it is painted, forms, stalls, keys."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from healthdesk.cli import bench as headless
from healthdesk.cli.output import Output
from healthdesk.trials.bench import Bench, Result, Room
from ui.kit import theme
from ui.trials import clinic_walk, desk_tasks
from ui.trials.forms import forms
from ui.trials.recording import record
from ui.trials.searching import search
from ui.trials.stage import draw_unseen_without_a_display
from ui.trials.stall import stall
from ui.trials.start import start, window


def keystrokes(_: Room) -> Iterator[Result]:
    """Keys of the commonest tasks against their budgets, and the seconds they are modelled to take."""
    with TemporaryDirectory(prefix="healthdesk-keys-") as folder:
        at_the_desk = desk_tasks.measure(Path(folder) / "store")
        for figure in (*at_the_desk, clinic_walk.dose_given(Path(folder) / "clinic")):
            yield Result(figure.name, figure.keys, "keys", None, figure.budget, ok=figure.ok)
            yield Result(f"{figure.name} modelled", figure.modelled_seconds, "s")
            yield Result(f"{figure.name} machine share", figure.machine_seconds, "s")


BENCHES: Mapping[str, Bench] = {
    "start": start,
    "window": window,
    "search": search,
    "forms": forms,
    "stall": stall,
    "record": record,
    "keys": keystrokes,
}


def main(arguments: list[str]) -> int:
    """`main.py bench` with a bench of the window among its names."""
    parser = argparse.ArgumentParser(prog="main.py bench", description="measure, beside the floor")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    headless.add_options(parser)
    options = parser.parse_args(arguments[1:])
    draw_unseen_without_a_display()
    app = QApplication.instance() or QApplication(["healthdesk"])
    if isinstance(app, QApplication):
        theme.apply(app, theme.LIGHT)
    return headless.run(options, Output(is_json=options.json), BENCHES)
