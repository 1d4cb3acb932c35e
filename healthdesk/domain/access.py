"""Roles, permissions, and who may do what.

The table follows workstation.md section 6 (places of work). A sensitive programme (severe mental
disorder, tuberculosis …) is seen by roles that treat it and by accounts that it is named for.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at this centre."""

    DOCTOR = "doctor"
    TCM_DOCTOR = "tcm-doctor"
    NURSE = "nurse"
    VACCINATOR = "vaccinator"
    MATERNAL_CHILD_DOCTOR = "maternal-child-doctor"
    CLERK = "clerk"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    SYNCHRONISER = "synchroniser"
    """Nobody at the desk: the workstation itself, which may send and receive and nothing else."""


class Permission(StrEnum):
    """What a service asks for before it acts."""

    VIEW_RECORD = "view-record"
    REGISTER = "register"
    LOG_VISIT = "log-visit"
    OVERRULE = "overrule"
    VACCINATE = "vaccinate"
    KEEP_STOCK = "keep-stock"
    REFER = "refer"
    KEEP_CENTRE_RECORDS = "keep-centre-records"
    UNMASK = "unmask"
    IMPORT = "import"
    PRINT_LISTS = "print-lists"
    RESOLVE_CONFLICTS = "resolve-conflicts"
    SYNCHRONISE = "synchronise"
    SEE_SENSITIVE = "see-sensitive"
    SEE_AUDIT = "see-audit"
    KEEP_STORE = "keep-store"
    KEEP_ACCOUNTS = "keep-accounts"


_DESK = frozenset(
    {Permission.VIEW_RECORD, Permission.REGISTER, Permission.PRINT_LISTS, Permission.SYNCHRONISE}
)
_CARE = _DESK | {
    Permission.LOG_VISIT,
    Permission.KEEP_CENTRE_RECORDS,
    Permission.UNMASK,
    Permission.RESOLVE_CONFLICTS,
    Permission.IMPORT,
}
_DOCTOR = _CARE | {
    Permission.OVERRULE,
    Permission.REFER,
    Permission.VACCINATE,
    Permission.KEEP_STOCK,
    Permission.SEE_SENSITIVE,
}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.DOCTOR: _DOCTOR,
    Role.TCM_DOCTOR: _DOCTOR - {Permission.VACCINATE, Permission.KEEP_STOCK, Permission.SEE_SENSITIVE},
    Role.NURSE: _CARE | {Permission.REFER, Permission.VACCINATE, Permission.KEEP_STOCK},
    Role.VACCINATOR: _DESK | {Permission.VACCINATE, Permission.KEEP_STOCK, Permission.UNMASK},
    Role.MATERNAL_CHILD_DOCTOR: _DOCTOR - {Permission.SEE_SENSITIVE},
    Role.CLERK: _DESK | {Permission.IMPORT, Permission.KEEP_CENTRE_RECORDS},
    Role.MANAGER: _DESK
    | {
        Permission.SEE_AUDIT,
        Permission.RESOLVE_CONFLICTS,
        Permission.IMPORT,
        Permission.KEEP_CENTRE_RECORDS,
    },
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SYNCHRONISER: frozenset({Permission.SYNCHRONISE}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in PERMISSIONS[role]
