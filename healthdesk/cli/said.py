"""Codes in the words of the forms, for people; programs get the codes."""

from healthdesk.documents.layouts import Words, read


def sex(code: str) -> str:
    """男 or 女 of the official number; the number itself when it is another."""
    return read("words", Words).sex.get(code, code)
