"""Exit codes of the command line, and the English sentence of each error."""

from healthdesk.base import errors
from healthdesk.cli import refusals

DONE, WRONG, USAGE, LEFT, LOGIN, STORE, PLATFORM, BUG = 0, 1, 2, 3, 4, 5, 6, 70

_SENTENCES: dict[type[errors.HealthDeskError], str] = {
    errors.StoreAbsent: (
        "There is no store in that folder: it has no healthdesk.db, or is not there at all."
        " Make one with `init`, or name another folder with --store."
    ),
    errors.BackupUnusable: (
        "The backup is damaged, cut off, or not a backup of this program; nothing was restored."
        " Try the backup before it."
    ),
    errors.StoreExists: "There is a store here already; nothing was changed. Choose an empty folder.",
    errors.StoreCorrupt: (
        "The store is damaged or is not a store of this program. Restore the last backup into a new folder"
        " with `restore`."
    ),
    errors.StoreTooNew: (
        "A newer version of this program wrote the store. Update the program; nothing was changed."
    ),
    errors.StoreLocked: "Another program is using this store. Close it there, then try again.",
    errors.StoreReadOnly: (
        "The folder cannot be written to. Check its permissions, or choose another folder."
    ),
    errors.DiskFull: (
        "The disk is full. What was saved before stays; this was not saved. Make room, then try again."
    ),
    errors.PackageUnusable: (
        "This is no package or receipt, or it was altered or cut off; nothing of it was used. Copy it again"
        " from where it was written."
    ),
    errors.KeysMissing: (
        "keys.json is missing or unreadable, so the store cannot be opened. Restore the last backup."
    ),
    errors.KeyringMissing: (
        "This system has no keyring that can be trusted, so the store opens with a password only."
        " Nothing was written in clear; synchronise after logging in."
    ),
    errors.KeyringLocked: (
        "The system's keyring is locked. "
        "Unlock it (usually by logging in to the computer), or use a password."
    ),
    errors.Unreachable: "The platform does not answer. Everything stays queued here and is sent later.",
    errors.AnswerUnclear: (
        "Something answered, but it was not the platform (a login page of the network, perhaps)."
        " Nothing counts as sent; check the network and the address."
    ),
    errors.Untrusted: (
        "Whoever answered has a certificate that is not trusted here, so nothing was sent. Name the authority"
        " with --authority or the fingerprint with --pin if the platform changed it."
    ),
    errors.Outdated: (
        "The platform speaks only to a newer version of this program. Everything stays queued; update first."
    ),
    errors.PlatformFull: "The platform has no room left. Everything stays queued; tell whoever runs it.",
    errors.Cancelled: "Stopped before it came to anything. Start it again when there is time.",
    errors.Unauthenticated: (
        "The platform does not know this workstation. Ask for new credentials; everything stays queued."
    ),
}


def code(error: errors.HealthDeskError) -> int:
    """The exit code of an expected error."""
    match error:
        case errors.LoginFailed() | errors.NotAllowed():
            return LOGIN
        case errors.StorageError():
            return STORE
        case errors.PlatformError():
            return PLATFORM
        case errors.StaleRecord():
            return LEFT
    return USAGE


def sentence(error: errors.HealthDeskError) -> str:
    """What happened, why, and what to do."""
    match error:
        case errors.LoginFailed():
            return _login(error)
        case errors.NotAllowed(permission=permission):
            return f"This user may not do that (needs {permission}). Log in as somebody who may."
        case errors.InvalidInput():
            return refusals.refused(error)
        case errors.NotFound():
            return refusals.not_found(error.kind)
        case errors.Refused(status=status):
            return f"The platform refused the request (status {status}). The records stay queued."
        case errors.StaleRecord():
            return "Somebody else saved this record meanwhile. Read it again, then repeat the change."
    return _SENTENCES.get(type(error), f"It did not work: {type(error).__name__} {error}")


def _login(error: errors.LoginFailed) -> str:
    if error.is_disabled:
        return "This account is disabled. Ask an administrator of the centre."
    if error.wait_seconds > 0:
        return f"Wrong user name or password. Wait {error.wait_seconds:.0f} seconds before trying again."
    return "Wrong user name or password, or none. Set HEALTHDESK_PASSWORD, or type it at a terminal."
