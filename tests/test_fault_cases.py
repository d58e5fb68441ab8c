"""Every fault case of the exchange has a test that bears its number."""

from __future__ import annotations

import re
from pathlib import Path

CASES = range(1, 31)


def test_every_fault_case_has_a_test_with_its_number() -> None:
    named = {
        int(number)
        for path in Path(__file__).parent.glob("test_*.py")
        for found in re.findall(r"^def test_((?:\d\d_)+)", path.read_text("utf-8"), re.MULTILINE)
        for number in found.split("_")[:-1]
    }
    assert sorted(set(CASES) - named) == []
