"""Whom the sheet is about, for the bar above it."""

from datetime import date

from healthdesk.services.rows import ResidentCard
from ui.kit import words
from ui.kit.cautions import cautions
from ui.kit.i18n import translate
from ui.widgets.person_bar import PersonHeader


def header(card: ResidentCard, today: date) -> PersonHeader:
    """Name, age, telephone; allergies in red, programmes as chips."""
    allergy = translate("Referral", "{name}过敏")
    return PersonHeader(
        card.name,
        words.sex_and_age_long(card.sex, card.born, today),
        facts=tuple(filter(None, (card.phone_masked,))),
        danger=tuple(allergy.format(name=words.of_form(name)) for name in card.allergies),
        tags=tuple(words.programme(one.programme) for one in card.enrolments if one.status == "active"),
        warnings=cautions(card),
    )
