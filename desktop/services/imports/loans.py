"""A bank's ledger of loans: each is bound to its policy, its borrower and what it renews."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import applications, compared, households, loans
from db.records.loans import Loan
from desktop.errors import UserError
from desktop.rules.binding import bind
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind, day, text, whole
from desktop.sheets.report import FLAGGED, Known

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from db.imports import Taking
    from db.records.applying import LoanContract
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import FirstRates, Record

_ENUMS = ("guarantee_type", "purpose_code", "loan_status")
_TEXTS = ("contract_no", "settlement_mode", "purpose_text", "industry_code", "risk_class", "bank")
_NUMBERS = (
    *("principal_fen", "balance_fen", "rate_ppm", "day_basis", "months", "subsidy_cap_fen"),
    *("renewal_count", "overdue_principal_fen", "overdue_interest_fen"),
)


def _known(session: Session) -> Known:
    return Known(
        townships=ground.townships(session),
        households=ground.homes(session),
        rates=ground.rates(session),
        taken=ground.taken(session, "loans"),
        today=session.today(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Who is on the roster: by household, and the only place of an ID number."""

    homes: Mapping[str, Mapping[str, str]]
    places: Mapping[str, tuple[str, str]]


def _people(session: Session) -> _People:
    homes = compared.people(session.store)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, people in homes.items():
        for id_number, member_no in people.items():
            found[id_number[:18]].append((number, member_no))
    return _People(
        homes=homes,
        places={key: where[0] for key, where in found.items() if key and len(where) == 1},
    )


def _prepare(work: Work) -> Write:
    session = work.session
    names, towns = ground.townships(session), households.townships(session.store)
    if not names and not towns:
        raise UserError("import_townships_unknown")
    people = _people(session)
    unsure = {
        one.row
        for one in work.report.problems
        if one.field == "id_number" and one.effect == FLAGGED and one.stage == "import"
    }
    made: list[Loan] = []
    contracts = cache(partial(applications.contracts, session.store))
    first, here = ground.rates(session), dict[str, int]()
    for record, originals in work.rows():
        borrower = ("", "") if record.row in unsure else _borrower(record, people)
        number = text(record.get("household_no")) or borrower[0]
        township = ground.placed(names, (towns.get(number),), record.get("township"))
        member = borrower[1] if borrower[0] == number else ""
        one = _loan(work, record, number, member, township=township, originals=originals)
        one = _of_contract(one, contracts(township).get(one.contract_no))
        made.append(_first_rate(one, first, here))

    def write(taking: Taking) -> int:
        taking.keys = [one.loan_no for one in made]
        taking.written = loans.put(session.store, taking.writer, made)
        return len(made)

    return write


def _borrower(record: Record, people: _People) -> tuple[str, str]:
    """Household and member whose ID number the row has; nobody where two could be meant."""
    number, home = text(record.get("id_number")), text(record.get("household_no"))
    inside = {one[:18]: member for one, member in people.homes.get(home, {}).items()}
    if number and number[:18] in inside:
        return home, inside[number[:18]]
    return people.places.get(number[:18], ("", ""))


def _loan(
    work: Work, record: Record, household: str, member: str, *, township: str, originals: str
) -> Loan:
    signed, product = day(record.get("signed_on")), text(record.get("product_code"))
    renews = text(record.get("renews_loan_no"))
    pack, reason = _bound(work, product, signed, renewed=bool(renews))
    codes = {name: work.code(name, record.get(name)) for name in _ENUMS}
    texts = {name: text(record.get(name)) for name in _TEXTS}
    numbers = {name: whole(record.get(name)) for name in _NUMBERS}
    return Loan(
        loan_no=text(record.get("loan_no")),
        product_code=product,
        household_no=household,
        member_no=member,
        township_code=township,
        borrower_name=text(record.get("name")),
        signed_on=signed,
        drawn_on=day(record.get("drawn_on")),
        maturity_on=day(record.get("maturity_on")),
        extended_maturity_on=day(record.get("extended_maturity_on")),
        overdue_since=day(record.get("overdue_since")),
        balance_on=work.stated if record.get("balance_fen") is not None else None,
        large_need_reason=text(record.get("large_need_reason")),
        renews_loan_no=renews,
        policy_pack_id=pack,
        policy_reason=reason,
        originals=originals,
        **codes,  # type: ignore[arg-type]
        **texts,  # type: ignore[arg-type]
        **numbers,  # type: ignore[arg-type]
    )


def _of_contract(one: Loan, contract: LoanContract | None) -> Loan:
    """A loan under a contract that was entered by hand is bound as that was, for life."""
    if contract is None or one.renews_loan_no:
        return one
    return replace(
        one,
        signed_on=one.signed_on or contract.signed_on,
        policy_pack_id=contract.policy_pack_id,
        policy_reason=contract.policy_reason,
    )


def _first_rate(one: Loan, first: FirstRates, here: dict[str, int]) -> Loan:
    """A loan with the rate that was told first, where it bears another one now."""
    if one.rate_ppm is None:
        return one
    known = first.of(one.loan_no, one.contract_no)
    if known is None and one.contract_no:
        known = here.setdefault(one.contract_no, one.rate_ppm)
    return one if known in {None, one.rate_ppm} else replace(one, first_rate_ppm=known)


def _bound(work: Work, product: str, signed: date | None, *, renewed: bool) -> tuple[str, str]:
    """The pack that binds the contract and why; nothing where the day of signing is not told."""
    if signed is None:
        return "", ""
    session = work.session
    found = bind(
        session.packs.current,
        product,
        session.store.identity.county_code,
        signed,
        continued=renewed,
        overlay_from=work.overlay_from,
    )
    return found.pack or "", found.reason


KIND = Kind(
    name="loans",
    owners=frozenset({"county", "bank_desk"}),
    refusal="import_bank_only",
    known=_known,
    prepare=_prepare,
)
