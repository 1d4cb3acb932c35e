"""Icons by meaning: one table to the Lucide files, drawn in any colour at the screen's own ratio."""

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from healthdesk.base import paths

FILES = {
    "mark": "house-plus", "home": "house", "residents": "users", "visits": "clipboard-list",
    "immunization": "syringe", "referral": "send", "sync": "refresh-cw",
    "settings": "settings", "search": "search", "register": "user-plus", "account": "circle-user-round",
    "offline": "cloud-off", "connected": "cloud-check", "no-network": "wifi-off", "overdue": "clock-alert",
    "attention": "triangle-alert", "emergency": "siren", "fine": "circle-check", "done": "check",
    "incomplete": "circle-alert", "to-do": "circle-dashed", "due": "circle-dot", "later": "calendar",
    "catch-up": "calendar-clock", "write": "notebook-pen", "draft": "file-pen", "saved": "save",
    "carried": "history", "device": "bluetooth", "scan": "scan-barcode", "print": "printer",
    "download": "download", "upload": "upload", "check-up": "activity", "encounter": "stethoscope",
    "falling": "trending-down", "rising": "trending-up", "conflict": "git-compare", "rejected": "undo-2",
    "waiting": "hourglass", "connect": "plug-zap", "encrypted": "lock", "backup": "shield-check",
    "building": "map-pin", "list": "list-checks", "note": "info", "open": "chevron-right",
    "choose": "chevron-down", "back": "chevron-left", "caps-lock": "arrow-big-up", "zoom-in": "zoom-in",
    "zoom-out": "zoom-out", "delete": "trash-2", "close": "x", "add": "plus", "remove": "minus",
    "edit": "pencil", "key": "key-round", "id-card": "id-card", "family": "users-round",
    "log-out": "log-out", "show": "eye", "hide": "eye-off", "ring": "circle", "refused": "circle-x",
    "document": "file-text", "child": "baby", "centre": "building-2", "keyboard": "keyboard",
    "folder": "folder-open", "dark": "moon", "light": "sun", "arrived": "user-check",
    "phone": "phone", "medicine": "pill", "copy": "copy", "command": "command", "archive": "archive",
    "heart": "heart-pulse", "laboratory": "flask-conical", "programme": "badge-check",
    "quality": "list-checks", "stock": "archive",
}  # fmt: skip
"""Meaning to the name of a file in resources/icons; code never uses a file name."""

STROKE = 1.75
BELOW_CENTRE = 1
"""Text of the bundled font sits one pixel low in its line box, and icons beside it follow."""


def pixmap(meaning: str, colour: QColor | str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon at `size` logical pixels, sharp at the device ratio. KeyError for an unknown meaning."""
    tint = QColor(colour).name()
    key = f"icon/{FILES[meaning]}/{tint}/{size}/{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = _render(FILES[meaning], tint, size, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(meaning: str, colour: QColor | str, size: int = 16) -> QIcon:
    """The same for places where Qt wants a QIcon: menus and fields."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(meaning, colour, size, ratio))
    return made


def paint(painter: QPainter, meaning: str, colour: QColor | str, centre: QPointF, size: int = 16) -> None:
    """Draw the icon around `centre`, one pixel lower, so that it stands level with the words."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device else 1.0
    where = QPointF(round(centre.x() - size / 2), round(centre.y() - size / 2) + BELOW_CENTRE)
    painter.drawPixmap(where, pixmap(meaning, colour, size, ratio))


def _render(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    text = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", tint).replace('stroke-width="2"', f'stroke-width="{STROKE}"')
    pixels = round(size * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn = QPixmap.fromImage(image)
    drawn.setDevicePixelRatio(ratio)
    return drawn
