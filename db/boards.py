"""Boards on the register: which hang as the newest of their place, and what was said of them."""

from __future__ import annotations

from datetime import date

from db.ids import uuid7
from db.notices import reading, selecting
from db.records.work import BoardAnswer, Notice
from db.store import Store
from db.values import to_day

_NEWER = (
    "EXISTS (SELECT 1 FROM notice_issued m WHERE m.kind = n.kind AND m.gone = 0 "
    "AND m.voids_notice_no IS NULL AND m.township_code IS n.township_code "
    "AND m.division_code IS n.division_code AND (m.issued_at, m.hlc) > (n.issued_at, n.hlc) "
    "AND NOT EXISTS (SELECT 1 FROM notice_issued w WHERE w.voids_notice_no = m.notice_no "
    "AND w.gone = 0))"
)
_VOID = (
    "EXISTS (SELECT 1 FROM notice_issued v WHERE v.voids_notice_no = n.notice_no AND v.gone = 0)"
)


def newest(store: Store, kind: str) -> list[Notice]:
    """The newest sheet of a kind for each place that was not voided, oldest first."""
    return reading(
        store,
        f"{selecting()} AND n.kind = ? AND NOT {_VOID} AND NOT {_NEWER} "
        "ORDER BY n.issued_at, n.hlc",
        (kind,),
    )


def hanging(store: Store, township_code: str, since: date) -> list[str]:
    """The villages of a township where a board was put up since a day and not taken down."""
    rows = store.rows(
        "SELECT DISTINCT a.village, a.division_code FROM publicity_activity a WHERE a.gone = 0 "
        "AND a.activity_type = 'board' AND a.removed_on IS NULL AND a.township_code = ? "
        "AND a.held_on >= ? AND NOT EXISTS (SELECT 1 FROM publicity_activity c WHERE c.gone = 0 "
        "AND c.corrects_activity_no = a.activity_no) ORDER BY a.division_code, a.village",
        (township_code, since.isoformat()),
    )
    return [village or "" for village, _ in rows]


def answer(store: Store, officer: str, given: BoardAnswer) -> str:
    """Write that a board was seen to; gives the id.

    Raises:
        StoreError: those of `Store.write`.
    """
    row = given.id or uuid7(store.clock())
    fields = {
        "notice_no": given.notice_no,
        "township_code": given.township_code,
        "why": given.why,
        "note": given.note,
        "answered_on": given.answered_on,
    }
    with store.write(officer) as writer:
        filled = {name: value for name, value in fields.items() if value}
        writer.insert("board_answer", row, filled, scope=given.township_code or "*")
    return row


def answers(store: Store) -> dict[tuple[str, str], date | None]:
    """When each difference of a board was seen to, by number and difference."""
    rows = store.rows(
        "SELECT notice_no, why, min(answered_on) FROM board_answer WHERE gone = 0 "
        "GROUP BY notice_no, why"
    )
    return {(number or "", why or ""): to_day(on) for number, why, on in rows}
