"""The options that say how the platform is recognised, and how it recognises this workstation."""

import argparse
import getpass
import os
import sys
from dataclasses import replace
from typing import Any

from healthdesk.base import errors
from healthdesk.base.config import MOST_SLOTS, Access
from healthdesk.desk import Desk
from healthdesk.services.credentials import require_sound

SECRET = "HEALTHDESK_PLATFORM_SECRET"  # noqa: S105  the name of the variable, no secret
_NAMES = {
    "token_url": ("--token-url", "URL", "OAuth2: where tokens are given (client credentials)"),
    "client_id": ("--client-id", "ID", f"OAuth2: the name of this workstation; its secret is in ${SECRET}"),
    "scope": ("--scope", "WORDS", "OAuth2: what is asked for, if the platform wants to be told"),
    "authority": ("--authority", "FILE", "PEM: who may have signed the platform's certificate"),
    "pin": ("--pin", "SHA256", "fingerprint of the platform's own certificate"),
    "certificate": ("--certificate", "FILE", "PEM: this workstation's certificate (mutual TLS)"),
    "key": ("--key", "FILE", "PEM: its key"),
}
_CHOICES = ("allows_plain", "slots", "takes_exports")


def add_options(parser: argparse.ArgumentParser) -> None:
    """One option for each part of `base.config.Access`; no secret is ever an argument."""
    group = parser.add_argument_group("access", "for this run; with --keep-access from now on")
    for name, (option, word, text) in _NAMES.items():
        group.add_argument(option, dest=name, metavar=word, default=None, help=text)
    group.add_argument(
        "--slots",
        type=int,
        choices=range(1, MOST_SLOTS + 1),
        default=None,
        help="so many requests with saves under way at once (default 1): for a line that is slow to answer",
    )
    group.add_argument(
        "--bulk-export",
        dest="takes_exports",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="take the very first load as a bulk export, if the platform offers one (default: no)",
    )
    group.add_argument(
        "--allow-plain-http",
        dest="allows_plain",
        action="store_const",
        const=True,
        help="send unencrypted to another machine (closed test networks only)",
    )
    group.add_argument(
        "--keep-access",
        action="store_true",
        help="keep these in the store folder, and the secret in the system's keyring",
    )


def given(options: argparse.Namespace) -> tuple[Access, str]:
    """The access of a command without a store, and its secret (empty for none). Raises InvalidInput."""
    access = replace(Access(), **_said(options))
    require_sound(access)
    return access, os.environ.get(SECRET, "")


def settle(options: argparse.Namespace, desk: Desk) -> None:
    """Take what was said over what is kept. Raises InvalidInput, KeyringMissing, KeyringLocked."""
    said = _said(options)
    secret = os.environ.get(SECRET)
    access = replace(desk.credentials.access, **said)
    if options.keep_access:
        desk.credentials.change(access, secret if secret is not None else _typed(access.client_id))
    elif said or secret is not None:
        desk.credentials.give(access, secret)


def _said(options: argparse.Namespace) -> dict[str, Any]:
    """What was given on the command line, of all that an access consists of."""
    given = {name: getattr(options, name) for name in (*_NAMES, *_CHOICES)}
    return {name: value for name, value in given.items() if value is not None}


def _typed(client_id: str) -> str | None:
    """At a terminal somebody may type it; an empty line keeps the one that is there."""
    if not client_id or not sys.stdin.isatty():
        return None
    try:
        return getpass.getpass("Client secret (empty: unchanged): ") or None
    except EOFError:
        raise errors.InvalidInput("secret", "required") from None
