"""The course of a referral: its states, and by when somebody must act on it (archive-chronic/06 C)."""

from datetime import date, timedelta

ORDER = ("draft", "sent", "accepted", "refused", "seen", "returned", "closed")
"""The states of archive-chronic/06 C. News may skip states; on paper they never go back."""

ANSWERED = ("refused", "returned")
"""The hospital has said its last word: now it is the centre's turn, until it closes the referral."""

CORRECTABLE = ("sent", "accepted", "seen")
"""While somebody there still reads the sheet. After the last word of the hospital a new one is written."""

RESULT_DAYS = 14
"""Ask for the result within two weeks (archive-chronic/06 C, [C: S7, S8])."""

RETURN_DAYS = 14
"""Follow up whom the hospital sent back within two weeks, as after an adverse reaction ([P], 009)."""


def act_by(status: str, known: date | None, news_on: date) -> date | None:
    """By which day somebody must act, after news of `news_on`; None when nothing is to be done any more.

    Refused: the same day, for the resident still needs a doctor. Accepted and seen move nothing.
    """
    match status:
        case "refused":
            return news_on
        case "returned":
            return news_on + timedelta(days=RETURN_DAYS)
        case "closed" | "void":
            return None
    return known
