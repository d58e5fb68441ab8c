"""The ledger of visits on paper (form F05): its rows, what they add up to, which part it is."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from db import evidence, publicity, visits
from db.records.work import VisitFilter
from desktop.rules import identity
from desktop.rules.periods import in_order
from desktop.services.notices.route import result_word, wan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.work import Activity, Visit, VisitTotals
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F05"
_ALL = 10_000_000
_QUARTER = timedelta(days=92)
_METHODS = frozenset({"visit", "phone", "message"})


def period(scope: NoticeScope, day: date) -> tuple[date, date]:
    """The span that the ledger covers, both days in; a quarter up to today unless named.

    Raises:
        UserError: `period_wrong`.
    """
    to_on = scope.to_on or day
    from_on = scope.from_on or to_on - _QUARTER
    in_order(from_on, to_on)
    return from_on, to_on


def values(
    session: Session, scope: NoticeScope, township: str, village: str, village_name: str
) -> dict[str, object]:
    """Rows, span and sums of the ledger of a township, or of one village, oldest first.

    Raises:
        UserError: `period_wrong`.
    """
    says = tomllib.loads(session.shelf.text("lists/slips.toml"))
    from_on, to_on = period(scope, session.today())
    wanted = VisitFilter(
        from_on=from_on,
        to_on=to_on,
        township_code=township,
        village=village,
        method=scope.method,
        officer=scope.by,
    )
    places = _activities(session, wanted)
    store = session.store
    found: list[tuple[date, dict[str, object]]] = []
    if scope.method in {"", *_METHODS}:
        photos = evidence.counts(store)
        found = [
            (one.visited_on, _visit(session, one, says, photos.get(one.id, 0)))
            for one in reversed(visits.listed(store, wanted, limit=_ALL))
        ]
    found += [(one.held_on, _activity(session, one, says)) for one in places]
    found.sort(key=lambda pair: pair[0])
    return {
        "rows": [row for _, row in found],
        "period_from": from_on,
        "period_to": to_on,
        "printed_at": session.clock().astimezone(),
        "printed_by": session.officer,
        "data_as_of": session.today(),
        "part": _part(session, scope, village_name, says),
        "sums": sums(visits.totals(store, wanted), says, places=len(places)),
    }


def sums(found: VisitTotals, says: Mapping[str, Mapping[str, str]], *, places: int) -> str:
    """What the period adds up to, as one sentence."""
    text = says["ledger"]["sums" if places else "sums_of_households"]
    return text.format(**asdict(found), places=places)


def _part(
    session: Session, scope: NoticeScope, village: str, says: Mapping[str, Mapping[str, str]]
) -> str:
    """Which part of the ledger this is; empty where it is all of it."""
    form = says["ledger"]
    method = _method_word(session, scope.method) if scope.method else ""
    pairs = (("village", village), ("officer", scope.by), ("method", method))
    parts = [form[f"of_{name}"].format(value=value) for name, value in pairs if value]
    return form["between"].join(parts)


def _method_word(session: Session, method: str) -> str:
    enum = "publicity_method" if method in _METHODS else "activity_type"
    return session.words.word(enum, method)


def _visit(
    session: Session, one: Visit, says: Mapping[str, Mapping[str, str]], photos: int
) -> dict[str, object]:
    words, form = session.words, says["ledger"]
    return {
        "visited_on": one.visited_on,
        "village": one.village,
        "head_name": one.head_name,
        "household_no": one.household_no or one.linked_to or one.walk_in_no,
        "method": words.word("publicity_method", one.publicity_method),
        "met": _joined(
            result_word(session, one, says),
            one.person_met or words.word("relation_to_head", one.relation_to_head),
            _understood(session, one),
            form=form,
        ),
        "topics": [
            *(words.word("topics", topic) for topic in one.topics),
            *(words.word("handouts", left) for left in one.handouts),
        ],
        "intent": _intent(session, one, form),
        "follow_up": _joined(
            identity.scrub(words.word("follow_up", one.follow_up)),
            one.follow_up_due.isoformat() if one.follow_up_due else "",
            form=form,
        ),
        "officer_name": one.kept_by or one.officer,
        "remark": form["between"].join(filter(None, _remarks(one, form, photos))),
        "voided": bool(one.corrected_by),
    }


def _understood(session: Session, one: Visit) -> str:
    return session.words.word("policy_understood", one.policy_understood)


def _intent(session: Session, one: Visit, form: Mapping[str, str]) -> str:
    """The need with amount, use and month, or why there is none."""
    words = session.words
    if one.has_need:
        amount = wan(one.need_amount_fen) if one.need_amount_fen else ""
        said = form["need_amount"].format(amount=amount) if amount else form["need"]
        return _joined(said, words.word("need_use", one.need_use), one.need_month, form=form)
    if one.has_need is False:
        why = words.word("no_need_reason", one.no_need_reason)
        return _joined(form["no_need"], "" if why == form["no_need"] else why, form=form)
    return ""


def _remarks(one: Visit, form: Mapping[str, str], photos: int) -> list[str]:
    """How a corrected record and its correction are marked, slip, number of photos, and note."""
    said = []
    if one.corrects_visit_no:
        reason = identity.scrub(one.correction_reason)
        said.append(form["correction"].format(no=one.corrects_visit_no, reason=reason))
    if one.corrected_by:
        said.append(form["corrected"].format(no=one.corrected_by))
    if one.slip_no:
        said.append(form["slip"].format(no=one.slip_no))
    if photos:
        said.append(form["photos"].format(n=photos))
    return [*said, identity.scrub(one.note)]


def _activities(session: Session, wanted: VisitFilter) -> list[Activity]:
    """Activities at a place of the same part; a filter by a way of contact leaves them out."""
    if wanted.method in _METHODS:
        return []
    found = publicity.listed(session.store, from_on=wanted.from_on, to_on=wanted.to_on, limit=_ALL)
    return [
        one
        for one in reversed(found)
        if one.township_code == wanted.township_code
        and wanted.village in {"", one.division_code, one.village}
        and wanted.method in {"", one.activity_type}
        and wanted.officer in {"", one.officer}
    ]


def _activity(
    session: Session, one: Activity, says: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    """An activity at a place: no household is told by it, and none is named."""
    words, form = session.words, says["ledger"]
    people = "" if one.attendance_total is None else form["people"].format(n=one.attendance_total)
    removed = form["removed"].format(day=one.removed_on) if one.removed_on else ""
    return {
        "visited_on": one.held_on,
        "village": one.village,
        "head_name": form["no_household"],
        "household_no": form["no_household"],
        "method": words.word("activity_type", one.activity_type),
        "met": people,
        "topics": [words.word("topics", topic) for topic in one.topics],
        "intent": "",
        "follow_up": removed,
        "officer_name": one.kept_by or one.officer,
        "remark": _joined(one.place, identity.scrub(one.note), form=form),
    }


def _joined(*parts: str, form: Mapping[str, str]) -> str:
    return form["comma"].join(part for part in parts if part)
