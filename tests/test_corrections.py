"""Correcting a visit keeps every field that the form shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.pages.visits import VisitsPage
from desktop.services.desk import Desk
from desktop.services.records.people import VisitEntry, VisitFilter
from desktop.ui.jobs import InlineJobs

pytest_plugins = ["tests.window_fixtures"]


def test_a_correction_loads_what_was_typed_and_changes_only_what_is_changed(
    desk: Desk, jobs: InlineJobs, alone: Callable[[QWidget], None]
) -> None:
    due = desk.today() + timedelta(days=20)
    entry = VisitEntry(
        household_no=desk.households.numbers()[0],
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
        person_met="本人",
        policy_understood="partly",
        has_need=False,
        no_need_reason="fears_repayment",
        follow_up="回访",
        follow_up_due=due,
        note="先记的",
    )
    logged = desk.visits.log(entry)
    line = next(
        one for one in desk.visits.listed(VisitFilter()).lines if one.visit_no == logged.visit_no
    )
    page = VisitsPage(desk, jobs, lambda _page, _what=None: None)
    alone(page)
    page.form.correct(line)
    shown = page.form.entry()
    assert shown is not None
    for name in ("no_need_reason", "follow_up", "follow_up_due", "policy_understood", "note"):
        assert getattr(shown, name) == getattr(entry, name), name
    desk.visits.correct(logged.visit_no, {"note": "改过的"}, "写错")
    newest = desk.visits.listed(VisitFilter()).lines[0]
    assert (newest.note, newest.no_need_reason, newest.follow_up_due) == (
        "改过的",
        "fears_repayment",
        due,
    )
