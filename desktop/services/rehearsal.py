"""The smoke test's work: a temporary county, the main job once, every sheet set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.notices.leavers import KIND as LEAVERS
from desktop.services.records.papers import NoticeScope

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.door import Door

HOUSEHOLDS = 24

NOT_HERE = frozenset(
    {
        "no_loan_ending",
        "no_loan_overdue",
        "no_loan_running",
        "no_claim_standing",
        "no_recovery_standing",
        "no_batch_settled",
        "no_list_frozen",
        "handover_nothing",
        "sheet_of_offices",
        "sheet_of_county",
        "sheet_for_nobody",
    }
)
"""Refusals that say nothing against a sheet: there is nobody it would be for."""


def rehearse(door: Door, folder: Path) -> Desk:
    """Build a small county and give the open desk of its first township."""
    place = door.make_demo(folder / "demo", households=HOUSEHOLDS)
    return door.unlock(place.townships[0], place.officers[0], place.password)


def set_every_sheet(desk: Desk) -> int:
    """Compose each sheet as a preview; returns the number of pages.

    Sheets that this household or office has no reason for are passed over.
    """
    number = desk.households.numbers()[0]
    gone = next(one.household_no for one in desk.rosters.diff() if one.change_type == "removed")
    village = desk.households.villages()[0]
    township = NoticeScope(township=village.township_code)
    scopes = {
        "household": NoticeScope(household_nos=(number,)),
        "village": NoticeScope(village=village.division_code),
    }
    about_leavers = NoticeScope(household_nos=(gone,))
    pages = 0
    for kind in desk.notices.kinds():
        scope = about_leavers if kind.kind == LEAVERS else scopes.get(kind.scope, township)
        try:
            pages += desk.notices.draft(kind.kind, scope, kind.papers[0]).pages
        except UserError as error:
            if error.code not in NOT_HERE:
                raise
    return pages
