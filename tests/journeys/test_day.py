"""`journey`: from an old export to a second workstation that holds the same, over a real FHIR server."""

from pathlib import Path

import pytest

from healthdesk.trials.journey import Journey, Step


@pytest.mark.timeout(240)
def test_a_working_day_ends_with_two_workstations_in_step(tmp_path: Path) -> None:
    heard: list[Step] = []
    journey = Journey(tmp_path, heard.append)
    journey.walk()
    assert [step.detail for step in heard if not step.ok] == []
    counts = {step.name: step.count for step in heard}
    assert counts["residents imported"] == 280
    assert (counts["follow-ups signed"], counts["doses recorded"], counts["referrals printed"]) == (40, 20, 5)
