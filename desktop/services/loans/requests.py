"""Requests to renew or extend a loan, or to go on as a farmer's loan, and the bank's word on them.

The program says what the policy says of a request; whether it is granted the bank alone says, and
no other office can write it (part 2 item 3, part 4 item 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import households, late
from db.records.late import RenewalDecision, RenewalRequest
from desktop.errors import UserError
from desktop.rules.facts import CONDITIONS
from desktop.rules.periods import add_months, full_years
from desktop.services.lines import loan_meant
from desktop.services.loans import renewed
from desktop.services.ownbank import lent_by_own

if TYPE_CHECKING:
    from datetime import date

    from db.records.follow import LoanRow
    from desktop.services.needs import Ways
    from desktop.services.records.late import DecisionEntry, RenewalEntry, RenewalLine
    from desktop.services.records.lending import Exit, MaturityCard
    from desktop.services.session import Session

_TYPES = ("renewal", "extension", renewed.FARMER)
_AGREED, _WITHDRAWN = renewed.AGREED, "withdrawn"
_NOT_ALLOWED = "not_allowed"
_LONGEST = 300
_MOST_MONTHS, _MOST_PPM = 600, 1_000_000
_TO_SIGN = 1
"""Within so many months of the word the contract is signed from which the months run."""


class Renewals:
    """Append-only: what was so on the day of a request stands in it for good."""

    def __init__(self, session: Session, ways: Ways) -> None:
        self._session = session
        self._ways = ways

    def listed(self, loan_no: str = "", *, stand: str = "") -> list[RenewalLine]:
        """The requests, the newest first; of one loan, or on which the bank has said so.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`.
        """
        store = self._session.store
        if loan_no:
            found = renewed.of_loan(store, loan_meant(store, loan_no).loan_no)
        else:
            found = renewed.listed(store)
        return [one for one in found if stand in ("", one.stand)]

    def one(self, request_no: str) -> RenewalLine:
        """A request by its number; raises `renewal_unknown`."""
        known = late.request(self._session.store, request_no.strip())
        found = renewed.of_loan(self._session.store, known.loan_no) if known else []
        line = next((one for one in found if one.request_no == request_no.strip()), None)
        if line is None:
            raise UserError("renewal_unknown", request_no=request_no)
        return line

    def request(self, entry: RenewalEntry) -> RenewalLine:
        """Write a request, with what the ledger knows and what the rules say on its day.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `loan_over`, `loan_other_bank`,
                `word_unknown`, `renewal_type_missing`, `renewal_day_wrong`, `months_invalid`,
                `renewal_rate_wrong`, `renewal_open_already`, `renewal_too_long`.
            StoreError: `not_owner` where this office takes no requests.
        """
        store = self._session.store
        row = loan_meant(store, entry.loan_no)
        kind = self._code("loan_exit", entry.renewal_type)
        self._possible(entry, row, kind)
        told = {name: self._code("told_yes_no", getattr(entry, name)) for name in CONDITIONS}
        card = self._ways.exits(
            row.loan_no,
            on=entry.requested_on,
            months=entry.months,
            conditions={name: _flag(said) for name, said in told.items()},
        )
        way = _way(card, kind)
        me = store.identity
        made = RenewalRequest(
            request_no=late.next_no(
                store, RenewalRequest, "request_no", f"{row.township_code}{me.letter}X"
            ),
            loan_no=row.loan_no,
            household_no=row.household_no,
            township_code=row.township_code,
            renewal_type=kind,
            requested_on=entry.requested_on,
            maturity_on=row.matures_on,
            months=entry.months,
            reason=entry.reason.strip(),
            new_rate_ppm=entry.new_rate_ppm,
            prior_count=1 if card.agreed else card.loan.renewals,
            roster_state=card.loan.roster_state,
            overdue=card.loan.overdue_days is not None,
            area_suspended=True if card.suspension else None,
            age=self._age(row, entry.requested_on),
            outcome=way.outcome,
            codes=way.codes,
            policy_pack=way.policy_pack,
            said_at=self._session.clock(),
            **told,
        )
        late.say(store, self._session.officer, [made])
        return self.one(made.request_no)

    def decide(self, request_no: str, entry: DecisionEntry) -> RenewalLine:
        """Write the bank's word on a request; another word over it needs to say why.

        Raises:
            UserError: `renewal_unknown`, `loan_other_bank`, `word_unknown`,
                `renewal_decision_missing`, `renewal_decided_already`,
                `renewal_decision_day_wrong`, `renewal_reason_missing`, `renewal_maturity_wrong`,
                `renewal_maturity_beyond`, `renewal_too_long`.
            StoreError: `not_owner` where this office is not the bank's.
        """
        line = self.one(request_no)
        row = loan_meant(self._session.store, line.loan_no)
        lent_by_own(self._session, row)
        decision = self._code("renewal_decision", entry.decision)
        self._decidable(entry, line, decision)
        told = {name: self._code("told_yes_no", getattr(entry, name)) for name in CONDITIONS}
        pack = ""
        if decision == _AGREED and line.renewal_type != renewed.FARMER:
            card = self._ways.exits(line.loan_no, on=entry.decided_on, months=line.months)
            pack = _way(card, line.renewal_type).policy_pack or line.policy_pack
        made = RenewalDecision(
            request_no=line.request_no,
            loan_no=line.loan_no,
            township_code=row.township_code,
            decision=decision,
            decided_on=entry.decided_on,
            decided_by=entry.decided_by.strip(),
            reason=entry.reason.strip(),
            new_maturity_on=entry.new_maturity_on,
            policy_pack=pack,
            correction_reason=entry.why.strip(),
            said_at=self._session.clock(),
            **told,
        )
        late.say(self._session.store, self._session.officer, [made])
        return self.one(line.request_no)

    def _possible(self, entry: RenewalEntry, row: LoanRow, kind: str) -> None:
        if kind not in _TYPES:
            raise UserError("renewal_type_missing")
        if not row.live:
            raise UserError("loan_over", loan_no=row.loan_no)
        lent_by_own(self._session, row)
        _between(entry.requested_on, row.drawn_on, self._session.today(), "renewal_day_wrong")
        if kind != renewed.FARMER and (
            entry.months is None or not 0 < entry.months <= _MOST_MONTHS
        ):
            raise UserError("months_invalid")
        if entry.new_rate_ppm is not None and not 0 < entry.new_rate_ppm < _MOST_PPM:
            raise UserError("renewal_rate_wrong")
        _short(entry.reason)
        for one in renewed.of_loan(self._session.store, row.loan_no):
            if one.stand == renewed.OPEN:
                raise UserError("renewal_open_already", request_no=one.request_no)

    def _decidable(self, entry: DecisionEntry, line: RenewalLine, decision: str) -> None:
        if not decision:
            raise UserError("renewal_decision_missing")
        if line.decisions and not entry.why.strip():
            raise UserError("renewal_decided_already", request_no=line.request_no)
        today = self._session.today()
        _between(entry.decided_on, line.requested_on, today, "renewal_decision_day_wrong")
        against = decision == _AGREED and line.outcome == _NOT_ALLOWED
        if not entry.reason.strip() and (against or decision not in {_AGREED, _WITHDRAWN}):
            raise UserError("renewal_reason_missing")
        if decision == _AGREED and line.renewal_type != renewed.FARMER:
            _ends(entry, line)
        for text in (entry.reason, entry.decided_by, entry.why):
            _short(text)

    def _age(self, row: LoanRow, on: date) -> int | None:
        card = households.card(self._session.store, row.household_no)
        found = [one for one in card.members if one.member_no == row.member_no] if card else []
        born = found[0].birth_date if found else None
        return full_years(born, on) if born else None

    def _code(self, enum: str, said: str) -> str:
        """The code of an answer, empty for none; raises `word_unknown`."""
        return self._session.words.code(enum, said) if said else ""


def _way(card: MaturityCard, kind: str) -> Exit:
    found = {one.kind: one for one in card.exits}
    if kind not in found:
        raise UserError("renewal_type_missing")
    return found[kind]


def _flag(said: str) -> bool | None:
    return {"yes": True, "no": False}.get(said)


def _between(day: date, first: date | None, last: date, code: str) -> None:
    if day > last or (first is not None and day < first):
        raise UserError(code, first=first, day=day)


def _ends(entry: DecisionEntry, line: RenewalLine) -> None:
    """The new end is a later one, and no later than the months that were asked for."""
    first = max(filter(None, (line.maturity_on, entry.decided_on)))
    if entry.new_maturity_on is None or entry.new_maturity_on <= first:
        raise UserError("renewal_maturity_wrong", first=first)
    last = add_months(first, (line.months or 0) + _TO_SIGN)
    if entry.new_maturity_on > last:
        raise UserError("renewal_maturity_beyond", months=line.months, last=last)


def _short(text: str) -> None:
    if len(text) > _LONGEST:
        raise UserError("renewal_too_long", length=len(text), most=_LONGEST)
