"""What goes from the bank to the offices: the frozen list (F15), what finance is to pay (F18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import courses, households, payments
from db.records.course import BankStep, OfficeStep
from db.records.houses import HouseholdFilter
from desktop.errors import UserError
from desktop.printing.values import yuan
from desktop.rules.money import half_up
from desktop.services import amounts
from desktop.services.notices.publishing import newest_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.records.course import Declaration, DeclaredLine
    from db.records.imports import Payment
    from db.store import Store
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

LIST, PAYOUT = "F15", "F18"
KINDS = frozenset({LIST, PAYOUT})
_WITHDRAWN, _SUBMITTED = "withdrawn", "submitted"
_NONE = {LIST: "no_list_frozen", PAYOUT: "no_list_submitted"}
_ALL = 1_000_000
Part = tuple["Declaration", "list[DeclaredLine]"]


def values(
    session: Session, kind: str, scope: NoticeScope, pack: str
) -> tuple[str, dict[str, object], dict[str, object]]:
    """The number of the batch, what stands on the list, and what is kept with its number.

    Of a batch the newest revision is meant that was frozen and not taken back.

    Raises:
        UserError: `batch_unknown`, `declaration_unknown`, `no_list_frozen`, `no_list_submitted`.
    """
    store = session.store
    meant = _meant(store, scope)
    parts = [(one, courses.declared_lines(store, one.id)) for one in meant]
    told: dict[str, object] = {}
    if kind == PAYOUT:
        parts, told = _sent(store, parts)
    lines = [line for _, found in parts for line in found]
    if not lines:
        raise UserError(_NONE[kind])
    first, number = parts[0][0], session.shelf.templates.packs[pack].number
    told |= {
        "bank": first.bank or None,
        "year": first.year,
        "quarter": first.quarter,
        "batch_no": first.batch_no,
        "revision": first.revision,
        "list_closed_on": first.list_closed_on,
        "frozen_on": max(one.frozen_on for one, _ in parts),
        "household_count": len({one.household_no for one in lines}),
        "line_count": len(lines),
        "total_amount": sum(one.subsidy_fen for one in lines),
        "rows": [{"basis": number, **row} for row in _rows(session, kind, parts)],
    }
    kept: dict[str, object] = {"record": first.batch_no, "revision": first.revision}
    return first.batch_no, {key: value for key, value in told.items() if value is not None}, kept


def _meant(store: Store, scope: NoticeScope) -> list[Declaration]:
    """The declarations of one revision: that which was named, else the newest that stands."""
    known = courses.declarations(store)
    if scope.record_no:
        found = [one for one in known if one.id == scope.record_no]
        if not found:
            raise UserError("declaration_unknown", declaration=scope.record_no)
        return found
    wanted = [one for one in known if scope.batch_no in {"", one.batch_no}]
    runs = {one.batch_no for one in newest_runs(store)}
    if scope.batch_no and not wanted and scope.batch_no not in runs:
        raise UserError("batch_unknown", batch_no=scope.batch_no)
    standing = [
        one
        for one in wanted
        if scope.township in {"", "*", one.township_code} and not _withdrawn(store, one)
    ]
    if not standing:
        return []
    newest = (standing[0].batch_no, standing[0].revision)
    return [one for one in standing if (one.batch_no, one.revision) == newest]


def _withdrawn(store: Store, one: Declaration) -> bool:
    return any(said.step == _WITHDRAWN for said in courses.steps(store, BankStep, one.id))


def _sent(store: Store, parts: Iterable[Part]) -> tuple[list[Part], dict[str, object]]:
    """The lines that the agriculture office submitted, with the papers that say so."""
    found: list[Part] = []
    steps: list[OfficeStep] = []
    for one, lines in parts:
        said = [
            step for step in courses.steps(store, OfficeStep, one.id) if step.step == _SUBMITTED
        ]
        numbers = {number for step in said for number in step.lines}
        going = [line for line in lines if str(line.line_no) in numbers]
        if going:
            found.append((one, going))
            steps += said
    if not steps:
        return [], {}
    return found, {
        "document_no": list(dict.fromkeys(step.document_no for step in steps)),
        "submitted_on": max(step.happened_on for step in steps),
    }


def _rows(session: Session, kind: str, parts: Sequence[Part]) -> list[dict[str, object]]:
    """The lines by village as the townships and the roster have them, in the order frozen."""
    store = session.store
    villages = households.villages(store)
    names = {one.division_code: one.village for one in villages}
    townships = {one.township_code: one.township for one in villages}
    known = _accounts(store, parts) if kind == PAYOUT else {}
    homes = _homes(store, parts)
    rows: list[dict[str, object]] = []
    for one, lines in sorted(parts, key=lambda part: part[0].township_code):
        for line in sorted(lines, key=lambda line: (line.division_code, line.line_no)):
            place: dict[str, object] = {
                "township": townships.get(one.township_code, one.township_code),
                "village": names.get(line.division_code) or homes.get(line.household_no, ""),
                "household_no": line.household_no,
                "id_number": line.id_number,
                "subsidy_total": line.subsidy_fen,
                "remark": _remark(session, line),
            }
            own = (
                _payee(session, line, known.get((line.household_no, line.borrower_name)))
                if kind == PAYOUT
                else _figures(session, line)
            )
            rows.append({**place, **own})
    return rows


def _homes(store: Store, parts: Sequence[Part]) -> dict[str, str]:
    """The village of each household, for lines that do not name the division."""
    townships = {
        one.township_code for one, lines in parts if any(not line.division_code for line in lines)
    }
    return {
        one.household_no: one.village
        for code in sorted(townships)
        for one in households.lines(store, HouseholdFilter(township_code=code), limit=_ALL)
    }


def _remark(session: Session, line: DeclaredLine) -> str:
    """That a line is of a renewal, takes another back, or what the bank decided about it."""
    word = session.words.word
    said = (
        word("renewal_type", line.renewal_type) if line.renewal_type else "",
        word("line_standing", "reversed") if line.reverses else "",
        word("line_choice", line.choice) if line.choice else "",
        line.reason if line.reverses else "",
    )
    return " ".join(filter(None, said))


def _figures(session: Session, line: DeclaredLine) -> dict[str, object]:
    relation = line.relation
    return {
        "borrower_name": line.borrower_name,
        "relation_to_head": session.words.word("relation_to_head", relation) if relation else "",
        "loan_no": line.loan_no,
        "drawn_on": line.drawn_on,
        "matures_on": line.maturity_on,
        "rate": _rate(line),
        "span": f"{line.period_from} {line.period_to}" if line.period_from else "",
        "days": line.days,
        "interest_base": _bases(line),
        "interest_due": line.interest_fen,
        "interest_paid": line.paid_fen,
        "central": (line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        "province": line.province_t1_fen,
        "local": line.local_fen,
        "own": line.borrower_fen,
    }


def _rate(line: DeclaredLine) -> str:
    return f"{amounts.percent(line.rate_ppm)}%" if line.rate_ppm is not None else ""


def _bases(line: DeclaredLine) -> list[int]:
    """The principal that bore interest, up to the first limit and beyond it: its mean by day."""
    products = (line.tier1_product_fen_days, line.tier2_product_fen_days)
    if not line.days or products[0] is None:
        return [line.principal_fen] if line.principal_fen is not None else []
    return [half_up(one, line.days) for one in products if one]


def _payee(session: Session, line: DeclaredLine, paid: Payment | None) -> dict[str, object]:
    """Who is paid: the borrower, on the account that finance paid the same person to before."""
    formats = session.shelf.templates.house["formats"]
    principal = formats["joiner"].join(map(yuan, _bases(line)))
    return {
        "payee_name": line.borrower_name,
        "id_type": formats["id_type"],
        "bank_name": paid.bank_name if paid else "",
        "account": paid.account if paid else "",
        "measure": formats["measure"].format(
            principal=principal, days=line.days or "", rate=_rate(line)
        ),
    }


def _accounts(store: Store, parts: Sequence[Part]) -> Mapping[tuple[str, str], Payment]:
    """The last account that each person was paid to, by household and name."""
    townships = dict.fromkeys(one.township_code for one, _ in parts)
    return {
        (one.household_no, one.name): one
        for code in townships
        for one in payments.accounts(store, code)
    }
