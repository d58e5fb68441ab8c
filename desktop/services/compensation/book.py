"""The fund's own book: entries with what they rest on, its balance, the least it must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import compensation
from db.records.fund import FundEntry, FundStatement
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules.binding import standing
from desktop.rules.claims import RecoveryStanding
from desktop.rules.compensation import Claim as Asked
from desktop.rules.compensation import judge
from desktop.rules.free_text import shown
from desktop.rules.periods import in_order
from desktop.services.amounts import MOST_FEN
from desktop.services.amounts import shown as yuan
from desktop.services.compensation.gathering import Gathering
from desktop.services.compensation.proving import short
from desktop.services.records.fund import Adequacy, FundBook, FundLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

DEPOSIT, COMPENSATION, RECOVERY, INTEREST = "deposit", "compensation", "recovery", "interest"
_BY_HAND = frozenset({DEPOSIT, INTEREST})
_SMALL, _OLDER = "BFXE", ("TPXE", "FPXE")
_MINIMUM = "fund_minimum"
_WAITING = frozenset({RecoveryStanding.WAITING, RecoveryStanding.STRUCK_BOOKED})


class Book(Gathering):
    """What lies in the fund, for the county's offices alone."""

    def book(self) -> FundBook:
        """All entries with the balance after each, and how the fund stands today.

        Raises:
            UserError: `fund_offices_only`.
        """
        entries = self._entries()
        counters = {one.corrects_entry_no: one.entry_no for one in entries}
        lines, balance = [], 0
        for one in entries:
            balance += one.amount_fen
            lines.append(
                FundLine(
                    entry=one, balance_fen=balance, corrected_by=counters.get(one.entry_no, "")
                )
            )
        stated = compensation.statements(self._session.store)
        back = [each for one in self.claims() for each in one.recoveries]
        held = claims.days((one.moved_on, one.amount_fen) for one in entries)
        return FundBook(
            lines=tuple(lines),
            balance_fen=balance,
            today=self.adequacy(self._session.today()),
            statement=stated[-1] if stated else None,
            unbooked=tuple(each for each in back if each.standing in _WAITING),
            overbooked=tuple(each for each in back if each.over_fen),
            below_zero=next((one.day for one in held if one.balance < 0), None),
        )

    def days(self, first: date, last: date) -> list[Adequacy]:
        """The fund at the end of each day on which it, or what it must hold, changed.

        Raises:
            UserError: `fund_offices_only`, `period_wrong`.
        """
        in_order(first, last)
        moved = {one.moved_on for one in self._entries()}
        stated = {one.stated_on for one in compensation.statements(self._session.store)}
        return [self.adequacy(day) for day in sorted(moved | stated) if first <= day <= last]

    def adequacy(self, day: date) -> Adequacy:
        """The fund at the end of a day against the least share of the loans that it must hold.

        Raises:
            UserError: `fund_offices_only`.
        """
        found = claims.days((one.moved_on, one.amount_fen) for one in self._entries())
        balance = claims.balance_on(found, day)
        stated = self._stated(day)
        loans = stated.small_loans_fen if stated else None
        older = stated.older_loans_fen if stated else None
        both = None if loans is None or older is None else loans + older
        required, shortfall = self._least(day, balance, loans)
        more, more_short = self._least(day, balance, both)
        return Adequacy(
            day=day,
            moved_fen=sum(one.moved for one in found if one.day == day),
            balance_fen=balance,
            loans_fen=loans,
            required_fen=required,
            shortfall_fen=shortfall,
            with_older_fen=more,
            shortfall_with_older_fen=more_short,
            clause=self._clause(day),
        )

    def deposit(
        self,
        kind: str,
        amount_fen: int,
        moved_on: date,
        *,
        ref_no: str,
        voucher_no: str = "",
        note: str = "",
    ) -> FundEntry:
        """Enter what was put into the account, or the interest that it bore.

        Raises:
            UserError: `fund_kind_wrong`, `no_mechanism_known`, `no_mechanism`,
                `guarantee_mechanism`, `claim_amount_wrong`, `fund_amount_large`, `entry_day_wrong`,
                `entry_without_reference`, `entry_twice`, `claim_text_long`.
            StoreError: `not_owner` where this is no office of the county.
        """
        code = self._session.words.known("fund_kind", kind.strip()) or ""
        if code not in _BY_HAND:
            said = self._session.words.word("fund_kind", code) if code else kind
            raise UserError("fund_kind_wrong", kind=said)
        self.must_have_fund(moved_on)
        if amount_fen <= 0:
            raise UserError("claim_amount_wrong")
        _not_too_large(amount_fen)
        if moved_on > self._session.today():
            raise UserError("entry_day_wrong")
        entry = self._entry(
            code,
            amount_fen,
            moved_on,
            ref_no=ref_no,
            voucher_no=voucher_no or ref_no,
            note=note,
        )
        self._write(entry)
        return entry

    def state(
        self,
        stated_on: date,
        small_loans_fen: int,
        *,
        source: str,
        older_loans_fen: int | None = None,
        account_fen: int | None = None,
        account_no: str = "",
    ) -> FundStatement:
        """Say what the county's loans came to on a day, and what the bank says of the account.

        Raises:
            UserError: `claim_amount_wrong`, `fund_amount_large`, `entry_day_wrong`,
                `entry_without_reference`, `claim_text_long`.
            StoreError: `not_owner` where this is no office of the county.
        """
        if min(small_loans_fen, older_loans_fen or 0, account_fen or 0) < 0:
            raise UserError("claim_amount_wrong")
        _not_too_large(small_loans_fen, older_loans_fen or 0, account_fen or 0)
        if stated_on > self._session.today():
            raise UserError("entry_day_wrong")
        if not source.strip():
            raise UserError("entry_without_reference")
        short(source)
        said = FundStatement(
            stated_on=stated_on,
            source=source.strip(),
            small_loans_fen=small_loans_fen,
            older_loans_fen=older_loans_fen,
            account_fen=account_fen,
            account_no=account_no.strip(),
            said_at=self._session.clock(),
        )
        self._write(said)
        return said

    def statements(self) -> list[FundStatement]:
        """What was stated, by day. Raises `fund_offices_only`."""
        self._offices_only()
        return compensation.statements(self._session.store)

    def known_loans(self) -> tuple[int, int]:
        """What this ledger's own loans come to: those of the product, and of its forerunners."""
        sums = compensation.loan_sums(self._session.store)
        return sums.get(_SMALL, 0), sum(sums.get(one, 0) for one in _OLDER)

    def _entry(
        self,
        kind: str,
        amount_fen: int,
        moved_on: date,
        *,
        ref_no: str,
        voucher_no: str,
        claim_no: str = "",
        recovery_no: str = "",
        corrects_entry_no: str = "",
        note: str = "",
    ) -> FundEntry:
        """An entry that may stand in the book: it rests on something and leaves nothing missing."""
        ref, voucher = ref_no.strip(), voucher_no.strip()
        if not (ref and voucher):
            raise UserError("entry_without_reference")
        for text in (ref, voucher, note):
            short(text)
        entries = compensation.entries(self._session.store)
        self._fresh(entries, kind, amount_fen, voucher)
        if amount_fen < 0:
            held = claims.days((one.moved_on, one.amount_fen) for one in entries)
            least = claims.lowest_from(held, moved_on)
            if least + amount_fen < 0:
                raise UserError(
                    "fund_below_zero",
                    amount=yuan(-amount_fen),
                    balance=yuan(max(0, least)),
                    day=moved_on,
                )
        store = self._session.store
        return FundEntry(
            entry_no=compensation.next_no(store, FundEntry, store.identity.county_code, "Z"),
            kind=kind,
            ref_no=ref,
            voucher_no=voucher,
            claim_no=claim_no,
            recovery_no=recovery_no,
            corrects_entry_no=corrects_entry_no,
            note=note.strip(),
            amount_fen=amount_fen,
            moved_on=moved_on,
            said_at=self._session.clock(),
        )

    def _fresh(
        self, entries: Iterable[FundEntry], kind: str, amount_fen: int, voucher: str
    ) -> None:
        """The same voucher carries the same money of a kind once."""
        known = list(entries)
        taken_back = {one.corrects_entry_no for one in known}
        for one in known:
            if (one.kind, one.amount_fen, one.voucher_no) == (kind, amount_fen, voucher) and (
                one.entry_no not in taken_back
            ):
                raise UserError("entry_twice", voucher_no=voucher, entry_no=one.entry_no)

    def _entries(self) -> list[FundEntry]:
        self._offices_only()
        return [
            replace(one, note=shown(one.note)) for one in compensation.entries(self._session.store)
        ]

    def _offices_only(self) -> None:
        if not self.is_office:
            raise UserError("fund_offices_only")

    def _stated(self, day: date) -> FundStatement | None:
        """The last statement by a day."""
        stated = compensation.statements(self._session.store)
        return next((one for one in reversed(stated) if one.stated_on <= day), None)

    def _least(self, day: date, balance: int, loans: int | None) -> tuple[int | None, int | None]:
        asked = Asked(
            region=self._session.store.identity.county_code,
            claimed_on=day,
            fund_balance=balance,
            loan_balance=loans,
        )
        found = judge(asked, self._session.packs.current)
        return found.fund_required, found.fund_shortfall

    def _clause(self, day: date) -> str:
        region = self._session.store.identity.county_code
        pack = standing(self._session.packs.current, _SMALL, region, day)
        return pack.cited(_MINIMUM, day) if _MINIMUM in pack.parameters else ""

    def _write(self, *said: compensation.Said) -> None:
        compensation.say(self._session.store, self._session.officer, said)


def _not_too_large(*amounts_fen: int) -> None:
    """A slip of the keys is no sum of a county; raises `fund_amount_large`."""
    if max(amounts_fen) > MOST_FEN:
        raise UserError("fund_amount_large", amount=yuan(max(amounts_fen)), most=yuan(MOST_FEN))
