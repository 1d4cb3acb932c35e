import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.qr import KeyFacts, parse, payload

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), max_size=40)


@given(st.builds(KeyFacts, *[TEXT] * 12))
def test_what_is_built_is_parsed(facts: KeyFacts) -> None:
    if facts != KeyFacts(""):
        assert parse(payload(facts)) == facts


def test_only_what_is_there_is_written() -> None:
    assert payload(KeyFacts("王秀英", "2", "19590308")) == 'HDR1["王秀英","2","19590308"]'


def test_texts_are_short_enough_for_a_code() -> None:
    facts = KeyFacts("王" * 90, impression="头晕 \n" * 500, reason="头痛" * 500)
    assert len(payload(facts).encode()) < 700


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("https://example.org", "format", id="a foreign code"),
        pytest.param("HDR", "format", id="cut"),
        pytest.param('HDR1["王', "format", id="cut later"),
        pytest.param("HDR1[1]", "format", id="not texts"),
        pytest.param("HDR1[]", "format", id="empty"),
        pytest.param("HDR1" + str([""] * 13).replace("'", '"'), "format", id="too many"),
        pytest.param('HDR2["王"]', "version", id="newer"),
    ],
)
def test_other_codes_are_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text)
    assert (refusal.value.field, refusal.value.reason) == ("code", reason)
