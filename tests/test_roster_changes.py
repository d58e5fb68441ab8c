"""What follows a change of the roster, by the rules alone."""

from __future__ import annotations

import pytest

from desktop.rules.roster_changes import CODES, follows


@pytest.mark.parametrize(
    ("kind", "details", "live", "wanted"),
    [
        ("added", {}, False, ("visit",)),
        ("removed", {}, True, ("notice", "farmer_loan")),
        ("removed", {}, False, ("inform",)),
        ("split", {"from": ("1", "")}, False, ("link", "visit")),
        ("merged", {"into": ("", "1")}, True, ("link",)),
        ("changed", {"risk_cleared": ("no", "yes")}, False, ("recheck",)),
        ("changed", {"group_no": ("1", "2")}, True, ()),
        ("changed", {"member:01:died_on": ("", "2026-01-01")}, True, ("death",)),
        ("changed", {"member:01:died_on": ("2026-01-01", "2026-01-02")}, True, ()),
        ("changed", {"member:01:alive": ("", "0")}, False, ("death",)),
        ("changed", {"member:01:alive": ("0", "1")}, False, ()),
        ("changed", {"member:01:id_number": ("a", "b"), "member:01:alive": ("1", "0")}, False,
         ("death", "recheck")),
        ("changed", {"member:02": ("李", "")}, True, ()),
        ("changed", {"member:01": ("王", "")}, True, ("recheck",)),
        ("changed", {"member:01": ("", "王")}, True, ()),
    ],
)  # fmt: skip
def test_each_change_brings_what_the_clauses_say(
    kind: str, details: dict[str, tuple[str, str]], live: bool, wanted: tuple[str, ...]
) -> None:
    found = follows(kind, details, live_loan=live, borrowers=("01",))
    assert found == wanted
    assert list(found) == [code for code in CODES if code in found]


def test_a_merger_never_brings_the_notice_because_the_household_keeps_its_loan() -> None:
    assert "notice" not in follows("merged", {}, live_loan=True)
