"""Whatever moment the process dies, a save that was confirmed is there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.kill import rounds as strike


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_killed_process_loses_no_confirmed_visit(tmp_path: Path, rounds: int) -> None:
    confirmed, found = strike(tmp_path / "L", rounds, seed=rounds)
    assert confirmed > rounds
    assert found >= confirmed
