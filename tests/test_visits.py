"""The outreach ledger as an officer fills it: what is refused, corrected, closed."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.files import write_whole
from desktop.services.records import VisitEntry, VisitFilter

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def entry(desk: Desk) -> VisitEntry:
    return VisitEntry(
        household_no=desk.households.numbers()[0],
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
        note="记下",
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"household_no": "x"}, "household_unknown"),
        ({"has_need": False, "need_amount_fen": 1}, "need_contradiction"),
        ({"has_need": False, "need_use": "养牛"}, "need_contradiction"),
        ({"need_month": "2026-13"}, "need_month_invalid"),
        ({"note": "长" * 2001}, "note_too_long"),
        ({"evidence": (Path("/dev/zero"),)}, "evidence_unreadable"),
        ({"evidence": (Path("none.jpg"),)}, "evidence_unreadable"),
    ],
)
def test_what_contradicts_itself_is_refused_and_nothing_is_kept(
    desk: Desk, entry: VisitEntry, changes: dict[str, object], code: str
) -> None:
    before = desk.visits.listed(VisitFilter()).total
    with pytest.raises(UserError) as caught:
        desk.visits.log(replace(entry, **changes))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert desk.visits.listed(VisitFilter()).total == before


@pytest.mark.parametrize(("days", "code"), [(1, "visit_in_future"), (-4000, "visit_too_old")])
def test_a_day_out_of_reach_is_refused(desk: Desk, entry: VisitEntry, days: int, code: str) -> None:
    with pytest.raises(UserError) as caught:
        desk.visits.log(replace(entry, visited_on=desk.today() + timedelta(days=days)))
    assert caught.value.code == code


def test_several_are_kept_together_or_not_at_all(desk: Desk, entry: VisitEntry) -> None:
    before = desk.visits.listed(VisitFilter()).total
    with pytest.raises(UserError):
        desk.visits.log_many([entry, replace(entry, household_no="x")])
    assert desk.visits.listed(VisitFilter()).total == before
    logged = desk.visits.log_many([entry, entry])
    assert len({one.visit_no for one in logged}) == 2
    assert len(desk.visits.on_day(entry.household_no, entry.visited_on)) >= 2


def test_evidence_is_kept_by_its_hash(desk: Desk, entry: VisitEntry, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"picture")
    assert desk.visits.log(replace(entry, evidence=(photo,))).visit_no


def test_corrections_name_what_is_wrong_with_them(desk: Desk, entry: VisitEntry) -> None:
    first = desk.visits.log(entry)
    wrong = {
        "visit_unknown": ("x", {"note": "改"}, "错"),
        "reason_missing": (first.visit_no, {"note": "改"}, " "),
        "correction_empty": (first.visit_no, {"note": "记下"}, "错"),
        "visit_in_future": (
            first.visit_no,
            {"visited_on": desk.today() + timedelta(days=1)},
            "错",
        ),
    }
    for code, (number, changes, reason) in wrong.items():
        with pytest.raises(UserError) as caught:
            desk.visits.correct(number, changes, reason)
        assert caught.value.code == code
    desk.visits.correct(first.visit_no, {"note": "改"}, "错")
    with pytest.raises(UserError) as caught:
        desk.visits.correct(first.visit_no, {"note": "再改"}, "错")
    assert caught.value.code == "visit_corrected_already"


def test_a_closed_day_counts_its_visits_and_the_future_cannot_be_closed(
    desk: Desk, entry: VisitEntry
) -> None:
    desk.visits.log(entry)
    assert desk.visits.close_day(desk.today()) >= 1
    with pytest.raises(UserError) as caught:
        desk.visits.close_day(desk.today() + timedelta(days=1))
    assert caught.value.code == "visit_in_future"


def test_a_village_that_is_not_there_is_named_and_a_shared_start_is_ambiguous(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        desk.visits.listed(VisitFilter(village="没有村"))
    assert caught.value.code == "village_unknown"
    names = [one.village for one in desk.households.villages()]
    shared = next((name[:1] for name in names if sum(o[:1] == name[:1] for o in names) > 1), "")
    if shared:
        with pytest.raises(UserError) as caught:
            desk.visits.listed(VisitFilter(village=shared))
        assert caught.value.code == "village_ambiguous"


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "out_disk_full"), (errno.EACCES, "out_not_writable")]
)
def test_a_write_that_fails_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"before")

    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    for name in ("open", "replace"):
        with monkeypatch.context() as broken:
            broken.setattr(Path, name, refuse)
            with pytest.raises(UserError) as caught:
                write_whole(out, b"after")
        assert caught.value.code == code
        assert out.read_bytes() == b"before"
        assert list(tmp_path.iterdir()) == [out]


def test_the_packs_are_listed_and_an_unknown_clause_stays_as_it_is(desk: Desk) -> None:
    assert {"SX-2026", "CN-2026"} <= {one.pack_id for one in desk.policy.packs()}
    assert desk.policy.short("没有这一条") == "没有这一条"
    assert desk.policy.title("") == ""
