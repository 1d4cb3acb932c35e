"""`forms`: the list of forms with their items beside the specification."""

from healthdesk.cli import exits
from tests.cli.conftest import Run


def test_every_form_is_listed_with_its_figures(run: Run) -> None:
    answer = run("forms", "--json")
    assert answer.code == exits.DONE
    found = {one["key"]: one for one in answer.document["forms"]}
    assert found["newborn-visit"]["items_in_specification"] == 52
    assert found["newborn-visit"]["programme"] == "child"
    assert found["copd-visit"]["draft"] and found["copd-visit"]["tag"] == "K"
    assert found["antenatal-first"]["missing"] == [1] and found["antenatal-first"]["difference"]
    assert answer.document["faults"] == []
    assert run("forms").summary.endswith("0 damaged, 0 with rows missing unexplained")
