"""The English sentence of a refused value and of an id that nobody has: what, why, what to do."""

from collections.abc import Mapping

from healthdesk.base import errors

_BY_REASON: Mapping[str, str] = {
    "another-age-or-sex": (
        "This sheet is for another age or sex, so nothing was written or printed. Check birth date and sex"
        " with `show`, or name another sheet."
    ),
    "nothing-waits": "Nothing waits to be sent, so no package was written. Write one after the next save.",
    "nothing-new": (
        "Every dose stands in the printed booklet already, so no line is new. --whole prints all again,"
        " --trial only the table."
    ),
    "no-table": "Only immunization cases can be shown as a table; this file holds others. Leave --table out.",
    "no-readings": (
        "Only immunization cases can be read out in words; this file holds others. Leave --readings out."
    ),
    "no-such-folder": "There is no folder of that name to write the file into. Make it, or name another one.",
    "is-a-folder": "A folder has that name, so no file was written. Name a file in it.",
    "not-a-file": "A device or a pipe has that name, so no file was written. Name a file.",
    "unencrypted": (
        "The address is not encrypted, and records of persons would be read on the way. Use an https"
        " address; --allow-plain-http is for closed test networks only."
    ),
}

_BY_FIELD: Mapping[tuple[str, str], str] = {
    ("list", "empty"): (
        "Nobody is to be called, so there is no letter to write. Widen street, age, vaccine or state,"
        " or see with `recall` alone who is on the list."
    ),
    ("password", "required"): (
        "Set HEALTHDESK_PACKAGE_PASSWORD, 8 characters or more, or start it at a terminal and type it."
    ),
    ("vaccine", "required"): "Name it with --vaccine, by its word in resources/immunization/products.json.",
    ("form", "required"): "Name it with --form; `forms` tells the keys.",
    ("sheet", "option"): "The sheets are those of resources/documents/labels.json.",
    ("platform", "address"): "Write the whole address, such as https://fhir.example.cn/r4.",
    ("to", "before-from"): "The period ends before it begins. Change --from or --to.",
    ("folder", "absent"): "There is no folder of that name. Check how it is written, and where you are.",
    ("file", "absent"): "There is no file of that name. Check how it is written, and where you are.",
    ("file", "is-a-folder"): "A folder has that name; a file is needed. Name one of the files in it.",
    ("file", "empty"): "There is nothing in the file, so nothing was done. Check that it is the right one.",
}

_WHERE: Mapping[str, str] = {
    "resident": "`search` and `list residents` tell the ids.",
    "visit": "`list visits` tells the ids.",
    "referral": "`list referrals` tells the ids.",
    "referral-back": (
        "The hospital has not answered this referral on paper yet. `list referrals` tells how it stands."
    ),
    "vaccination": "`list doses` tells the ids.",
    "enrolment": "`list enrolments` tells the ids.",
    "centre-record": "`list centre-records` tells the ids.",
    "register": "Nothing was written on that form in that year. `list centre-records` tells what was.",
    "form": "`forms` tells the keys.",
    "lot": "`stock --all --json` tells the ids.",
    "refrigerator": "`stock` tells the ids.",
    "setting": "`schedule` tells the switches.",
    "bench": "`bench --help` tells the names.",
    "account": "Name one with --user, as it is typed to log in.",
    "programme": "The words are the names of the files in resources/programmes.",
    "sekmet-fhir": "`python3 installer/bootstrap.py setup` installs it.",
}


def refused(error: errors.InvalidInput) -> str:
    """The sentence of a value that was refused."""
    file, _, item = error.field.partition(":")
    if file.endswith(".json"):
        place = f"{file}, item {item}" if item else file
        return f"A file of this program cannot be used: {place} ({error.reason}). Put the shipped one back."
    known = _BY_FIELD.get((error.field, error.reason)) or _BY_REASON.get(error.reason)
    if known:
        return f"Refused: {error.field} ({error.reason}). {known}"
    if error.field == "file":
        return f"The file cannot be used ({error.reason}); nothing was done. Check what is in it."
    accepted = f" Accepted: {', '.join(error.accepted)}." if error.accepted else " Correct it and try again."
    return f"Refused: {error.field} ({error.reason}).{accepted}"


def not_found(kind: str) -> str:
    """The sentence of something that is not there."""
    if kind == "recall":
        return (
            "There is nothing to call this resident for today, so there is no letter: no dose is owed, it is"
            " too early to call, or the resident died or moved away. `recall` lists who is to be called."
        )
    return f"There is no such {kind}. {_WHERE.get(kind, '')}".rstrip()
