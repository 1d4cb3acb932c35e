from typing import Any

import pytest

from healthdesk.fhir.authors import author


@pytest.mark.parametrize(
    ("body", "who"),
    [
        pytest.param({"author": {"display": "李卫东"}}, "李卫东", id="author"),
        pytest.param(
            {"author": [{"reference": "Practitioner/1"}, {"display": "李卫东"}]}, "李卫东", id="list"
        ),
        pytest.param({"performer": [{"actor": {"display": "周宁"}}]}, "周宁", id="whoever gave a dose"),
        pytest.param(
            {"recorder": {"display": "周宁"}, "asserter": {"display": "王医生"}}, "王医生", id="first"
        ),
        pytest.param({"author": {"reference": "Practitioner/1"}}, "", id="an id is no name"),
        pytest.param({"author": "x", "performer": [7]}, "", id="rubbish"),
        pytest.param({"resourceType": "Patient"}, "", id="nobody"),
    ],
)
def test_a_resource_is_by_whom_it_names(body: dict[str, Any], who: str) -> None:
    assert author(body) == who
