"""Applications with what the bank says, contracts, large needs: the last row of each counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db import funding, ids
from db.records.applying import (
    Application,
    Applied,
    BankDecision,
    Handover,
    LargeNeed,
    LoanContract,
    Unanswered,
)
from db.records.needs import NeedEnd
from db.registry import TABLES
from db.store import Store
from db.values import Row, dumped, each_of, shape_of, to_day

Written = Application | Handover | BankDecision | LoanContract | LargeNeed

_NAMES: dict[type[Written], str] = {
    Application: "application",
    Handover: "application_handover",
    BankDecision: "bank_decision",
    LoanContract: "loan_contract",
    LargeNeed: "large_need",
}
_APPLICATION = shape_of(Application, "application", "a.")
_HANDOVER = shape_of(Handover, "application_handover")
_DECISION = shape_of(BankDecision, "bank_decision")
_CONTRACT = shape_of(LoanContract, "loan_contract")
_LARGE = shape_of(LargeNeed, "large_need")
# A row is of an application where it comes from the application's township, or from one of those
# between which its household moved; nobody else there writes under its number.
_OF = (
    "({1}.scope = {0}.scope OR EXISTS (SELECT 1 FROM household_move m WHERE "
    "m.household_no = {0}.household_no AND m.gone = 0 AND {1}.scope IN (m.scope, m.other)))"
)
_NEWER = (
    "EXISTS (SELECT 1 FROM application b WHERE b.application_no = a.application_no "
    "AND b.household_no IS a.household_no AND b.gone = 0 AND (b.hlc, b.id) > (a.hlc, a.id) "
    f"AND {_OF.format('a', 'b')})"
)
_OWN = (
    "EXISTS (SELECT 1 FROM application a WHERE a.application_no = {0}.application_no "
    f"AND a.gone = 0 AND {_OF.format('a', '{0}')})"
)
_BOTH = _OWN.format("c").removesuffix(")") + f" AND {_OF.format('a', 'n')})"
# Of each application the newest contract, as `c`: what a correction replaced counts no longer.
STANDING = (
    f"(SELECT c.* FROM loan_contract c WHERE c.gone = 0 AND {_OWN.format('c')} "
    "AND NOT EXISTS (SELECT 1 FROM loan_contract n WHERE n.application_no = c.application_no "
    f"AND n.gone = 0 AND (n.hlc, n.id) > (c.hlc, c.id) AND {_BOTH})) c"
)
# The tail first: by it loans are found without reading all of them.
# Banks of two townships may use one number: a contract is of the loans of its own township, and of
# those between which its household moved.
_NEAR = (
    "(c.scope = {0} OR EXISTS (SELECT 1 FROM application w JOIN household_move m "
    "ON m.household_no = w.household_no AND m.gone = 0 WHERE w.application_no = c.application_no "
    "AND w.gone = 0 AND {0} IN (m.scope, m.other)))"
)
UNDER = (
    "upper(substr(l.contract_no, -4)) = upper(substr(c.contract_no, -4)) "
    f"AND l.contract_no = c.contract_no AND {_NEAR.format('l.scope')}"
)
"""Whether the loan `l` was drawn under the contract `c`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which applications to list; empty means all. `village` is a 12-digit code or a name."""

    application_no: str = ""
    household_no: str = ""
    village: str = ""
    township_code: str = ""


def keep(
    store: Store, officer: str, rows: Sequence[Written], ends: Sequence[NeedEnd] = ()
) -> list[str]:
    """Write what was said, and how needs ended by it, in one transaction; the ids of the rows.

    Raises:
        StoreError: ``not_owner`` where this office is not the bank's, and those of `Store.write`.
    """
    made = []
    with store.write(officer) as writer:
        for one in rows:
            name, row = _NAMES[type(one)], ids.uuid7(one.said_at)
            told = {
                field: getattr(one, field)
                for field in one.__struct_fields__
                if field in TABLES[name].fields
            }
            fields = {key: value for key, value in told.items() if value not in ("", None)}
            writer.insert(name, row, fields, scope=one.township_code)
            made.append(row)
        funding.put(store, writer, officer, ends)
    return made


def next_no(store: Store, township_code: str, *, handover: bool = False) -> str:
    """The next number of an application or a hand-over: township, letter, kind, running number."""
    table, column, kind = (
        ("application_handover", "handover_no", "M")
        if handover
        else ("application", "application_no", "S")
    )
    start = f"{township_code}{store.identity.letter}{kind}"
    return ids.next_no(store, table, column, start)


def listed(store: Store, wanted: Wanted | None = None) -> list[Applied]:
    """The applications as they count now, the latest day first, each with all that followed."""
    asked = wanted or Wanted()
    tests, values = [], []
    for test, value in (
        ("a.application_no = ?", asked.application_no),
        ("a.household_no = ?", asked.household_no),
        ("? IN (h.division_code, h.admin_village)", asked.village),
        ("a.scope = ?", asked.township_code),
    ):
        if value:
            tests.append(f" AND {test}")
            values.append(value)
    rows = store.rows(
        f"SELECT {_APPLICATION.columns}, h.head_name, h.admin_village, m.name, m.id_number, "
        "h.township_code, k.overall_result, a.scope "
        "FROM application a LEFT JOIN household h ON h.household_no = a.household_no "
        "LEFT JOIN member m ON m.household_no = a.household_no AND m.member_no = a.member_no "
        "LEFT JOIN eligibility_check k ON k.household_no = a.household_no "
        "AND k.check_no = a.check_no AND k.gone = 0 "
        f"WHERE a.gone = 0 AND NOT {_NEWER}{''.join(tests)} "
        "ORDER BY a.applied_on DESC, a.hlc DESC, a.id",
        values,
    )
    return _whole(store, rows)


def unanswered(store: Store, last: date, final: Collection[str]) -> list[Unanswered]:
    """The applications up to a day without one of the bank's final words and without a contract.

    A word that another corrects counts no longer. The oldest first.
    """
    marks = ", ".join("?" * len(final))
    rows = store.rows(
        "SELECT a.application_no, a.bank, a.household_no, "
        "coalesce(m.name, h.head_name, ''), coalesce(h.admin_village, ''), a.applied_on "
        "FROM application a LEFT JOIN household h ON h.household_no = a.household_no "
        "LEFT JOIN member m ON m.household_no = a.household_no AND m.member_no = a.member_no "
        f"WHERE a.gone = 0 AND a.applied_on <= ? AND NOT {_NEWER} "
        "AND NOT EXISTS (SELECT 1 FROM loan_contract c WHERE c.application_no = a.application_no "
        f"AND c.gone = 0 AND {_OWN.format('c')}) "
        "AND NOT EXISTS (SELECT 1 FROM bank_decision d WHERE d.application_no = a.application_no "
        f"AND d.gone = 0 AND d.decision IN ({marks}) AND {_OWN.format('d')} "
        "AND NOT EXISTS (SELECT 1 FROM bank_decision n WHERE n.application_no = d.application_no "
        f"AND n.corrects = d.id AND n.gone = 0 AND {_OWN.format('n')})) "
        "ORDER BY a.applied_on, a.application_no",
        (last.isoformat(), *final),
    )
    handed = _handed(store, dumped([row[0] for row in rows]))
    return [
        Unanswered(
            application_no=no,
            bank=bank or "",
            household_no=house,
            applicant=name,
            village=village,
            applied_on=day,
            handed=no in handed,
        )
        for no, bank, house, name, village, text in rows
        if (day := to_day(text)) is not None
    ]


def _whole(store: Store, rows: Sequence[Row]) -> list[Applied]:
    """Each application with what belongs to it, read for all of them together."""
    width = _APPLICATION.width
    current = [_APPLICATION.read(row) for row in rows]
    numbers = dumped([one.application_no for one in current])
    moved = _between(store, dumped([one.household_no for one in current]))
    versions = _of(store, "application", _APPLICATION.columns.replace("a.", ""), numbers)
    decisions = _of(store, "bank_decision", _DECISION.columns, numbers, _OWN)
    contracts = _of(store, "loan_contract", _CONTRACT.columns, numbers, _OWN)
    large = _of(store, "large_need", _LARGE.columns, numbers)
    handed = _handed(store, numbers)
    drawn = _drawn(store, numbers)
    rivals = _rivals(store, numbers)
    found = []
    for one, row in zip(current, rows, strict=True):
        number = one.application_no
        head, village, member, id_number, township, result, scope = row[width : width + 7]
        places = {scope, *moved.get(one.household_no, ())}
        loans = _there(drawn, number, places)
        known = _there(versions, number, places)
        found.append(
            Applied(
                application=one,
                head_name=head or "",
                village=village or "",
                member_name=member or "",
                id_number=id_number or "",
                township_code=township or one.township_code,
                check_result=result or "",
                versions=tuple(
                    each
                    for each in map(_APPLICATION.read, known)
                    if each.household_no == one.household_no
                ),
                handovers=tuple(map(_HANDOVER.read, _there(handed, number, places))),
                decisions=tuple(map(_DECISION.read, _there(decisions, number, places))),
                contracts=tuple(map(_CONTRACT.read, _there(contracts, number, places))),
                large_needs=tuple(map(_LARGE.read, _there(large, number, places))),
                loan_nos=tuple(loan for loan, _ in loans),
                loan_rates=tuple(rate for _, rate in loans if rate is not None),
                rivals=tuple(rivals.get(number, ())),
            )
        )
    return found


def _between(store: Store, houses: str) -> dict[str, set[str]]:
    """The townships between which households moved, by household."""
    found: dict[str, set[str]] = defaultdict(set)
    for house, *places in store.rows(
        "SELECT household_no, scope, other FROM household_move "
        "WHERE gone = 0 AND household_no IN (SELECT value FROM json_each(?))",
        (houses,),
    ):
        found[house].update(places)
    return found


_Found = dict[str, list[tuple[str, Row]]]
"""Rows by the application's number, each with the township from which it comes."""


def _there(found: _Found, number: str, places: Collection[str]) -> list[Row]:
    """The rows under a number that come from one of these townships."""
    return [row for scope, row in found.get(number, ()) if scope in places]


def _of(store: Store, table: str, columns: str, numbers: str, only: str = "true") -> _Found:
    """The rows of some applications in a table, oldest first."""
    found: _Found = defaultdict(list)
    for number, scope, *row in store.rows(
        f"SELECT application_no, scope, {columns} FROM {table} WHERE gone = 0 "
        f"AND {only.format(table)} "
        "AND application_no IN (SELECT value FROM json_each(?)) ORDER BY hlc, id",
        (numbers,),
    ):
        found[number].append((scope, tuple(row)))
    return found


def _handed(store: Store, numbers: str) -> _Found:
    found: _Found = defaultdict(list)
    columns = ", ".join(f"o.{name}" for name in _HANDOVER.columns.split(", "))
    for number, scope, *row in store.rows(
        f"SELECT j.value, o.scope, {columns} "
        f"FROM application_handover o, {each_of('o.applications')} j "
        "WHERE o.gone = 0 AND j.value IN (SELECT value FROM json_each(?)) ORDER BY o.hlc, o.id",
        (numbers,),
    ):
        found[number].append((scope, tuple(row)))
    return found


def _drawn(store: Store, numbers: str) -> _Found:
    """The loans under the number of each application's contract, with their rates."""
    found: _Found = defaultdict(list)
    for number, scope, *row in store.rows(
        f"SELECT DISTINCT c.application_no, c.scope, l.loan_no, l.rate_ppm FROM {STANDING} "
        f"JOIN loan l ON {UNDER} AND l.gone = 0 "
        "WHERE c.application_no IN (SELECT value FROM json_each(?)) ORDER BY l.drawn_on, l.loan_no",
        (numbers,),
    ):
        found[number].append((scope, tuple(row)))
    return found


def _rivals(store: Store, numbers: str) -> dict[str, list[str]]:
    """The other applications of the need that each of some was made for."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, other in store.rows(
        "SELECT DISTINCT a.application_no, b.application_no FROM application a "
        "JOIN application b ON b.household_no = a.household_no AND b.visit = a.visit "
        "AND b.application_no <> a.application_no AND b.gone = 0 WHERE a.gone = 0 "
        "AND a.application_no IN (SELECT value FROM json_each(?)) ORDER BY b.application_no",
        (numbers,),
    ):
        found[number].append(other)
    return found


def of_need(store: Store, roots: Iterable[str]) -> list[str]:
    """The numbers of the applications that were made for these needs."""
    rows = store.rows(
        "SELECT DISTINCT application_no FROM application "
        "WHERE gone = 0 AND visit IN (SELECT value FROM json_each(?))",
        (dumped(list(roots)),),
    )
    return [number for (number,) in rows]


def taken(store: Store, contract_no: str, township: str) -> str:
    """The application of a township whose contract bears that number; empty if there is none."""
    row = store.one(
        f"SELECT c.application_no FROM {STANDING} WHERE c.contract_no = ?1 "
        f"AND {_NEAR.format('?2')} LIMIT 1",
        (contract_no, township),
    )
    return str(row[0]) if row else ""


def contracts(store: Store, township: str) -> dict[str, LoanContract]:
    """Every contract of a township as it counts now, by its number."""
    rows = store.rows(
        f"SELECT {_CONTRACT.columns} FROM {STANDING} WHERE {_NEAR.format('?1')} "
        "ORDER BY c.hlc, c.id",
        (township,),
    )
    return {one.contract_no: one for one in _CONTRACT.all(rows)}


def rates(store: Store) -> dict[str, int]:
    """The rates of contracts by number; none of a number that several townships use."""
    rows = store.rows(
        f"SELECT c.contract_no, c.rate_ppm, c.scope FROM {STANDING} ORDER BY c.hlc, c.id"
    )
    places: dict[str, set[str]] = defaultdict(set)
    for number, _, scope in rows:
        places[number].add(scope)
    return {number: rate for number, rate, _ in rows if len(places[number]) == 1}


def largely_needed(store: Store) -> frozenset[str]:
    """The loans with a recorded large need, their own or that of their contract's application."""
    rows = store.rows(
        "SELECT loan_no FROM large_need WHERE gone = 0 AND loan_no IS NOT NULL "
        "UNION SELECT l.loan_no FROM large_need n "
        f"JOIN {STANDING} ON c.application_no = n.application_no "
        f"JOIN loan l ON {UNDER} AND l.gone = 0 WHERE n.gone = 0"
    )
    return frozenset(number for (number,) in rows)
