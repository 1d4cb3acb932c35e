"""What a record is about, in one line."""

from typing import Any

import pytest

from healthdesk.domain.forms.about import about
from tests.domain.forms.builders import FORMS


@pytest.mark.parametrize(
    ("key", "answers", "said"),
    [
        ("infectious-disease-card", {"disease_code": "MEASLES"}, "麻疹"),
        ("infectious-disease-card", {"disease_code": "9901"}, "9901"),
        ("infectious-disease-card", {}, ""),
        ("supervision-information", {"content": "某门面\n无证开展牙科"}, "某门面 无证开展牙科"),
        ("hypertension-visit", {"sbp": 158}, ""),
    ],
)
def test_the_item_a_form_names_is_said(key: str, answers: dict[str, Any], said: str) -> None:
    assert about(FORMS.current(key), answers) == said
