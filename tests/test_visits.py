"""The outreach ledger as an officer fills it: what is refused, corrected, closed."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from python_calamine import load_workbook

from db import audit, visits
from db.faults import StoreError
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.files import write_whole
from desktop.services.notices.ledger import period, values
from desktop.services.records.evidence import PhotoFilter
from desktop.services.records.lists import ListFilter
from desktop.services.records.needs import ActivityFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter, VisitEntry, VisitFilter
from tests.photos import exif, photo

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
        ({"contact_result": "absent", "has_need": True}, "need_of_nobody"),
        ({"contact_result": "dead_number", "need_amount_fen": 5_000_000}, "need_of_nobody"),
        ({"follow_up_due": date(2020, 1, 1)}, "follow_up_early"),
        ({"slip_no": "F04-bogus"}, "slip_wrong"),
        ({"need_month": "2026-13"}, "need_month_invalid"),
        ({"note": "长" * 2001}, "note_too_long"),
        ({"evidence": (Path("/dev/zero"),)}, "photo_unreadable"),
        ({"evidence": (Path("none.jpg"),)}, "photo_missing"),
        ({"evidence": (Path("/no/such/stick/none.jpg"),)}, "photo_gone"),
    ],
)
def test_what_contradicts_itself_is_refused_and_nothing_is_kept(
    desk: Desk, entry: VisitEntry, changes: dict[str, object], code: str
) -> None:
    before = desk.visits.listed(VisitFilter()).total
    with pytest.raises(UserError) as caught:
        desk.visits.log(replace(entry, **changes))
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


def test_photos_come_with_the_entry_and_more_with_its_correction(
    desk: Desk, entry: VisitEntry, tmp_path: Path
) -> None:
    first = desk.visits.log(replace(entry, evidence=(photo(tmp_path),)))
    more = [photo(tmp_path, "2.jpg", colour="red")]
    second = desk.visits.correct(first.visit_no, {}, "补照片", evidence=more)
    assert len(desk.evidence.of_record(first.id)) == 1
    assert len(desk.evidence.of_record(second.id)) == 2
    with pytest.raises(UserError) as caught:
        desk.visits.correct(second.visit_no, {}, "没有改动")
    assert caught.value.code == "correction_empty"


def test_what_does_not_go_with_the_record_is_told_and_never_refused(
    desk: Desk, entry: VisitEntry, tmp_path: Path
) -> None:
    def hints(visit_id: str) -> list[str]:
        return [hint.code for one in desk.evidence.of_record(visit_id) for hint in one.hints]

    lines = desk.households.lines(HouseholdFilter(), 1000).lines
    village = {one.household_no: one.village for one in lines}
    near = [one for one in village if village[one] == lines[0].village][:4]
    for place, home in enumerate(near):
        taken = photo(tmp_path, f"{place}.jpg", size=(40, 30 + place))
        logged = desk.visits.log(replace(entry, household_no=home, evidence=(taken,)))
        assert hints(logged.id) == []
    far = photo(tmp_path, "far.jpg", notes=exif(taken="2026:07:01 08:00:00", place=(37.5, 110.9)))
    logged = desk.visits.log(replace(entry, household_no=near[0], evidence=(far,)))
    assert hints(logged.id) == ["photo_other_day", "photo_far"]
    again = desk.visits.log(replace(entry, household_no=near[1], evidence=(far,)))
    assert hints(again.id) == ["photo_other_day", "photo_far", "photo_used"]


def test_photos_leave_with_a_reason_on_record_and_are_final_then(
    desk: Desk, entry: VisitEntry, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    logged = desk.visits.log(replace(entry, evidence=(photo(tmp_path),)))
    wanted = PhotoFilter(visit_no=logged.visit_no)
    for reason, code in ((" ", "reason_missing"), ("县里核查", "out_folder_missing")):
        with pytest.raises(UserError) as caught:
            desk.evidence.export(wanted, out, reason)
        assert caught.value.code == code
    out.mkdir()
    done = desk.evidence.export(wanted, out, "县里核查")
    shown = desk.evidence.of_record(logged.id)[0]
    assert [one.read_bytes() for one in done.files] == [desk.evidence.picture(shown.sha256)]
    assert entry.household_no not in done.files[0].name and logged.visit_no in done.files[0].name
    line = audit.listed(desk.session.store)[0]
    assert (line.what, line.reason) == ("photos", "县里核查")
    with pytest.raises(StoreError) as refused:
        desk.visits.undo(logged.visit_no)
    assert refused.value.code == "visit_exported"
    with pytest.raises(StoreError) as refused:
        desk.evidence.turn([shown.id], back=False)
    assert refused.value.code == "visit_exported"
    done.files[0].write_bytes(b"a letter")
    store = desk.session.store
    with store.transaction():
        store.put_meta(role="regulator_desk")
    store.load_streams()
    with pytest.raises(UserError) as caught:
        desk.evidence.export(wanted, out, "检查")
    assert caught.value.code == "photo_role_refused"
    with store.transaction():
        store.put_meta(role="officer")
    store.load_streams()
    for call, code in (
        (lambda: desk.evidence.export(wanted, out, "再来"), "out_other_kind"),
        (lambda: desk.evidence.export(PhotoFilter(visit_no="x"), out, "再来"), "photo_none"),
        (lambda: desk.evidence.attach_files("x", [out]), "visit_unknown"),
        (lambda: desk.evidence.attach_files(logged.visit_no, []), "photo_none"),
        (lambda: desk.evidence.picture("x"), "photo_elsewhere"),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == code


def test_photos_that_left_only_in_part_make_their_records_final(
    desk: Desk, entry: VisitEntry, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    photos = photo(tmp_path), photo(tmp_path, "b.jpg", colour="red")
    logged = desk.visits.log_many([replace(entry), replace(entry, evidence=photos)])[1]
    assert len(desk.evidence.of_record(logged.id)) == 2
    name = f"{entry.visited_on}_{logged.visit_no}"
    out.mkdir()
    (out / f"{name}_2.jpg.part").symlink_to(tmp_path / "gone" / "x")  # it cannot be written
    with pytest.raises(UserError):
        desk.evidence.export(PhotoFilter(visit_no=logged.visit_no), out, "县里核查")
    assert (out / f"{name}_1.jpg").exists()
    with pytest.raises(StoreError) as refused:
        desk.visits.undo(logged.visit_no)
    assert refused.value.code == "visit_exported"


def test_paper_and_excel_tell_how_many_photos_a_record_has(
    desk: Desk, entry: VisitEntry, tmp_path: Path
) -> None:
    logged = desk.visits.log(replace(entry, evidence=(photo(tmp_path),)))
    record = visits.by_id(desk.session.store, logged.id)
    assert record is not None
    scope = NoticeScope(from_on=entry.visited_on, to_on=entry.visited_on)
    rows = values(desk.session, scope, record.township_code, "", "")["rows"]
    assert isinstance(rows, list) and any("照片1张" in row["remark"] for row in rows)
    out = tmp_path / "visits.xlsx"
    desk.exports.write("visits", out, ListFilter(household_no=entry.household_no))
    found = load_workbook(out).get_sheet_by_index(0).to_python()
    head = next(row for row in found if "照片（张）" in row)
    place = head.index("照片（张）")
    assert 1 in [row[place] for row in found[found.index(head) + 1 :]]


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


def test_a_correction_is_as_sensible_as_a_record(desk: Desk, entry: VisitEntry) -> None:
    told = replace(entry, has_need=True, need_amount_fen=5_000_000, need_use="养牛")
    number = desk.visits.log(told).visit_no
    wrong: list[tuple[dict[str, object], str]] = [
        ({"contact_result": "absent"}, "need_of_nobody"),
        ({"follow_up_due": date(2020, 1, 1)}, "follow_up_early"),
        ({"slip_no": "F04-bogus"}, "slip_wrong"),
    ]
    for changed, code in wrong:
        with pytest.raises(UserError, match=code):
            desk.visits.correct(number, changed, "记错")
    fixed = desk.visits.correct(number, {"contact_result": "absent", "has_need": False}, "记错")
    line = desk.visits.line(fixed.id)
    assert (line.has_need, line.need_amount_fen, line.need_use) == (False, None, "")


def test_a_period_that_ends_before_it_begins_is_refused_everywhere(
    desk: Desk, tmp_path: Path
) -> None:
    first, last = date(2026, 12, 1), date(2026, 1, 1)
    out = tmp_path / "list.xlsx"
    asked: tuple[Callable[[], object], ...] = (
        lambda: desk.visits.listed(VisitFilter(from_on=first, to_on=last)),
        lambda: desk.publicity.listed(ActivityFilter(from_on=first, to_on=last)),
        lambda: desk.publicity.coverage(from_on=first, to_on=last),
        lambda: desk.exports.write("visits", out, ListFilter(from_on=first, to_on=last)),
        lambda: desk.evidence.listed(PhotoFilter(from_on=first, to_on=last)),
        lambda: period(NoticeScope(from_on=first, to_on=last), desk.today()),
    )
    for ask in asked:
        with pytest.raises(UserError, match="period_wrong"):
            ask()
    assert not out.exists()
