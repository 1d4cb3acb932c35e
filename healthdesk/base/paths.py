"""Where the program finds its own files and keeps the clinic's."""

import sys
from pathlib import Path

import platformdirs

APPLICATION = "HealthDesk"


def resources() -> Path:
    """The folder of forms, rules, fonts and icons that the program ships with."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root / "resources"


def default_store() -> Path:
    """The store that opens when none is named."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False)) / "store"


def workstation_settings() -> Path:
    """The settings file of this workstation, outside any store."""
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False)) / "workstation.json"
