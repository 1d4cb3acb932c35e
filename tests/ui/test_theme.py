"""The look keeps its promises: contrasts, complete style sheet, every icon there."""

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from ui.kit import icons, theme
from ui.kit.theme import DARK, LIGHT, Size, Tokens

TEXT, EDGE = 4.5, 3.0

TEXT_PAIRS = (
    *((ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("surface", "window", "soft", "sunken")),
    *(("ink2", ground) for ground in ("chip", "track", "raised", "hover")),
    ("ink3", "band2"), ("ink3", "band"), ("accent", "surface"), ("accent", "window"), ("accent", "soft"),
    ("accent_lo", "soft"), ("on_accent", "accent"), ("on_accent", "accent_hi"), ("danger", "surface"),
    ("danger", "danger_soft"), ("on_danger", "danger"), ("amber", "surface"), ("amber", "amber_soft"),
    ("amber", "soft"), ("carried", "carried_bg"), ("carried", "track"), ("disabled", "disabled_bg"),
    ("side_text", "side"), ("side_on", "side_sel"), ("side_on", "side"), ("side", "side_text"),
    ("paper_ink", "paper"),
)  # fmt: skip
EDGE_PAIRS = (
    ("edge", "surface"), ("edge", "sunken"), ("focus", "surface"), ("focus", "window"), ("focus", "soft"),
    ("accent", "track"),
)  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(colours: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) >= TEXT


@pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="-on-".join)
def test_edges_and_focus_can_be_seen(colours: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) >= EDGE


def test_the_contrasts_are_those_of_the_design() -> None:
    assert contrast(LIGHT.ink, LIGHT.surface) == pytest.approx(15.5, abs=0.1)
    assert contrast(LIGHT.ink3, LIGHT.soft) == pytest.approx(4.7, abs=0.05)
    assert contrast(DARK.on_accent, DARK.accent) == pytest.approx(7.3, abs=0.1)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_token_is_a_colour(colours: Tokens) -> None:
    values = {field.name: getattr(colours, field.name) for field in fields(colours)}
    assert {name for name, value in values.items() if not re.fullmatch(r"#[0-9A-F]{6}", value)} == set()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_open_places(colours: Tokens) -> None:
    assert "$" not in theme.style_sheet(colours)


def test_the_palette_tells_which_theme_is_on() -> None:
    assert theme.tokens() is LIGHT


def test_the_bundled_font_is_used_in_both_weights(qapp: QApplication) -> None:
    assert QFontInfo(theme.font()).family() == theme.FAMILY
    assert QFontInfo(theme.font(Size.STRONG)).weight() > QFontInfo(theme.font()).weight()


def test_nothing_is_smaller_than_the_body() -> None:
    assert min(theme.font(size).pointSizeF() for size in Size) == 10.5


@pytest.mark.parametrize("meaning", sorted(icons.FILES))
def test_every_meaning_has_an_icon_in_the_asked_colour(meaning: str) -> None:
    drawn = icons.pixmap(meaning, LIGHT.danger, 20, 2.0)
    image = drawn.toImage()
    strongest = max(
        (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())),
        key=QColor.alpha,
    )
    assert drawn.width() == 40
    assert drawn.devicePixelRatio() == 2.0
    assert abs(strongest.red() - QColor(LIGHT.danger).red()) < 8


def test_an_icon_is_drawn_once() -> None:
    assert icons.pixmap("home", LIGHT.ink).cacheKey() == icons.pixmap("home", LIGHT.ink).cacheKey()


@pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
def test_a_box_that_is_not_ticked_can_be_seen(qtbot: QtBot, colours: Tokens) -> None:
    """Fusion draws its edge darker than the ground, which on a dark ground is nothing."""
    box = QCheckBox("自费疫苗")
    qtbot.addWidget(box)
    box.setStyleSheet(theme.style_sheet(colours))
    box.show()
    drawn = box.grab().toImage()
    seen = {drawn.pixelColor(x, drawn.height() // 2).name() for x in range(20)}
    assert max(contrast(one, colours.surface) for one in seen) >= EDGE
    assert colours.surface.lower() in seen
    box.setChecked(True)
    assert box.grab().toImage() != drawn
