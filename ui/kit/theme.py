"""The look in one place: colours for light and dark, sizes, fonts, palette and style sheet."""

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from healthdesk.base import paths

FAMILY = "Noto Sans SC"
FONT_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_500Medium.ttf")
RARE_FAMILY, RARE_FILE = "HanaMinB", "HanaMinB.ttf"
"""Characters of names beyond the basic plane; half as long to load as the whole rest, so after the login."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one theme, as `#RRGGBB`. The contrasts they must keep are tested."""

    window: str
    surface: str
    sunken: str
    raised: str
    chip: str
    hover: str
    track: str
    line: str
    line2: str
    edge: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent_hi: str
    accent_lo: str
    on_accent: str
    soft: str
    soft_line: str
    band: str
    band2: str
    focus: str
    danger: str
    on_danger: str
    danger_soft: str
    danger_line: str
    amber: str
    amber_soft: str
    amber_line: str
    carried: str
    carried_bg: str
    disabled: str
    disabled_bg: str
    side: str
    side_sel: str
    side_text: str
    side_on: str
    paper: str
    paper_ink: str

    def colour(self, name: str) -> QColor:
        """The colour called `name`. Raises AttributeError for a name that is no token."""
        return QColor(getattr(self, name))


LIGHT = Tokens(
    window="#EFF3F3", surface="#FFFFFF", sunken="#F6F8F8", raised="#FFFFFF",
    chip="#EBF0F1", hover="#F1F6F6", track="#E4EAEB",
    line="#DBE3E4", line2="#BFCBCE", edge="#7F9298",
    ink="#16272B", ink2="#45595F", ink3="#586C72",
    accent="#0B6A70", accent_hi="#085459", accent_lo="#06444A", on_accent="#FFFFFF",
    soft="#E1F0F0", soft_line="#9CCACB", band="#DDEEEE", band2="#EDF6F6", focus="#0B6A70",
    danger="#B3261E", on_danger="#FFFFFF", danger_soft="#FCECEA", danger_line="#E8AFAA",
    amber="#8A5000", amber_soft="#FFF3DC", amber_line="#E3BE7C",
    carried="#586C72", carried_bg="#F1F4F5", disabled="#5F7278", disabled_bg="#F3F5F6",
    side="#12363B", side_sel="#1F4E54", side_text="#C6D8D9", side_on="#FFFFFF",
    paper="#FFFFFF", paper_ink="#1C1C1C",
)  # fmt: skip

DARK = Tokens(
    window="#10181A", surface="#182225", sunken="#141D20", raised="#1E2A2D",
    chip="#27353A", hover="#1E2A2D", track="#2A383C",
    line="#2A383C", line2="#3C4D52", edge="#6F848A",
    ink="#E4ECED", ink2="#B3C2C5", ink3="#93A5A9",
    accent="#5BBFC1", accent_hi="#76D0D1", accent_lo="#8ADCDD", on_accent="#06262A",
    soft="#17393C", soft_line="#2E6467", band="#1D3B3E", band2="#182D30", focus="#76D0D1",
    danger="#F4978F", on_danger="#2B0A08", danger_soft="#3B2020", danger_line="#7A3B37",
    amber="#E8B65E", amber_soft="#36290F", amber_line="#6E5523",
    carried="#93A5A9", carried_bg="#1D282B", disabled="#7F9297", disabled_bg="#1B2528",
    side="#0B1214", side_sel="#1B3A3E", side_text="#A9BCBF", side_on="#EAF3F3",
    paper="#F4F4F2", paper_ink="#1C1C1C",
)  # fmt: skip


class Size(StrEnum):
    """The three sizes of type; `STRONG` is the body in weight 500."""

    BODY = "body"
    STRONG = "strong"
    TITLE = "title"
    DISPLAY = "display"


_POINTS = {Size.BODY: 10.5, Size.STRONG: 10.5, Size.TITLE: 12.0, Size.DISPLAY: 18.0}

GRID = 4
ROW = 32
CONTROL = 32
PAGE_MARGIN = 16
PANEL_GAP = 12
RADIUS_CHIP = 3
RADIUS_FIELD = 4
RADIUS_PANEL = 6


def tokens() -> Tokens:
    """The colours now in force. Qt's own palette remembers which theme was applied."""
    return _of_palette(QGuiApplication.palette().cacheKey())


@lru_cache(maxsize=4)
def _of_palette(key: int) -> Tokens:  # noqa: ARG001  the palette there is when the key is new
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window).name()
    return DARK if ground == DARK.window.lower() else LIGHT


def font(size: Size = Size.BODY) -> QFont:
    """The font of one size of type; the caller's own copy."""
    return QFont(_font(size))


@cache
def _font(size: Size) -> QFont:
    chosen = QFont(FAMILY)
    chosen.setPointSizeF(_POINTS[size])
    chosen.setWeight(QFont.Weight.Normal if size is Size.BODY else QFont.Weight.Medium)
    return chosen


def light_title() -> QFont:
    """Measured values in fields: the size of a title, the weight of the body."""
    chosen = font(Size.TITLE)
    chosen.setWeight(QFont.Weight.Normal)
    return chosen


def apply(app: QApplication, colours: Tokens = LIGHT) -> None:
    """Give the whole program its fonts, palette and style. Costs about 0.1 s, so before a window is built."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font())
    app.setPalette(palette(colours))
    app.setStyleSheet(style_sheet(colours))


@cache
def load_rare() -> None:
    """Names with characters of CJK extensions B to F are drawn from now on. Some 50 ms, once."""
    QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / RARE_FILE))
    QFont.insertSubstitutions(FAMILY, [RARE_FAMILY])


def rare_font() -> QFont:
    """The font of those characters alone."""
    load_rare()
    return QFont(RARE_FAMILY)


def palette(colours: Tokens) -> QPalette:
    """Fusion draws menus, selections, carets and disabled text from here."""
    role = QPalette.ColorRole
    chosen = QPalette()
    for where, name in {
        role.Window: "window", role.WindowText: "ink", role.Base: "surface", role.AlternateBase: "sunken",
        role.Text: "ink", role.Button: "surface", role.ButtonText: "ink", role.BrightText: "on_accent",
        role.ToolTipBase: "raised", role.ToolTipText: "ink", role.PlaceholderText: "ink3",
        role.Highlight: "accent", role.HighlightedText: "on_accent", role.Accent: "accent",
        role.Link: "accent", role.LinkVisited: "accent", role.Light: "surface", role.Midlight: "line",
        role.Mid: "line2", role.Dark: "edge", role.Shadow: "line2",
    }.items():  # fmt: skip
        chosen.setColor(where, colours.colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        chosen.setColor(QPalette.ColorGroup.Disabled, where, colours.colour("disabled"))
    chosen.setColor(QPalette.ColorGroup.Disabled, role.Base, colours.colour("disabled_bg"))
    return chosen


def style_sheet(colours: Tokens) -> str:
    """The one template with the tokens of one theme put in."""
    folder = paths.resources() / "style"
    shade = "dark" if colours is DARK else "light"
    values = {field.name: str(getattr(colours, field.name)) for field in fields(colours)}
    values["arrow"] = _url(folder / f"chevron-{shade}.svg")
    values["tick"] = _url(folder / f"tick-{shade}.svg")
    values["calendar"] = _url(folder / f"calendar-{shade}.svg")
    template = Template((folder / "healthdesk.qss").read_text(encoding="utf-8"))
    return template.substitute(values)


def _url(path: Path) -> str:
    return f'url("{path.as_posix()}")'
