"""How many keys the commonest work costs, on the real widgets: a figure that rises fails here."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.trials.clinic_walk import dose_given
from ui.trials.desk_tasks import measure
from ui.trials.keys import KeyFigure

pytestmark = pytest.mark.timeout(240)  # a centre is built and worked at


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> dict[str, KeyFigure]:
    found = measure(Path(tmp_path_factory.mktemp("keys")) / "store")
    return {figure.name: figure for figure in found}


def test_a_quick_record_costs_nine_keys(figures: dict[str, KeyFigure]) -> None:
    assert figures["returning-hypertension-quick"].keys == 9
    assert figures["returning-hypertension-quick"].modelled_seconds <= 7.5


def test_the_full_national_form_costs_nineteen_keys(figures: dict[str, KeyFigure]) -> None:
    assert figures["returning-hypertension-full"].keys == 19
    assert figures["returning-hypertension-full"].modelled_seconds <= 14


def test_somebody_is_registered_in_45_seconds_typed_and_15_by_card(figures: dict[str, KeyFigure]) -> None:
    assert figures["register-resident-typed"].modelled_seconds <= 45
    assert figures["register-resident-by-card"].modelled_seconds <= 15


def test_a_referral_is_two_keys_from_its_preview(figures: dict[str, KeyFigure]) -> None:
    assert figures["referral-preview"].keys == 2


def test_a_proposed_dose_costs_two_scans_and_a_key(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = dose_given(tmp_path)
    assert (figure.keys, figure.ok) == (3, True)
    assert figure.modelled_seconds <= 5
    assert capsys.readouterr().out == ""  # where the bench says its JSON


def test_every_budget_is_kept(figures: dict[str, KeyFigure]) -> None:
    assert all(figure.ok for figure in figures.values())
