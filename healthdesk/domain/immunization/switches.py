"""The file of switches: what the national text leaves open and a clinic or province settles."""

from dataclasses import dataclass

from healthdesk.domain.clinic_setting import ClinicSetting


@dataclass(frozen=True, slots=True)
class SettingList:
    """A switch is one of its choices, or without any a value of its kind."""

    settings: tuple[ClinicSetting, ...] = ()
