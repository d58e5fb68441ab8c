"""What services ask of each other; they are put together in one place and import no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from db.records.follow import LoanRow
    from db.records.houses import Member
    from desktop.exchange.identity import Introduction
    from desktop.rules.subsidy import LprRow, Params
    from desktop.services.listings import BackupLine
    from desktop.services.records.after import InspectionDue, InspectionRule
    from desktop.services.records.checks import DistanceLine, Replayed
    from desktop.services.records.day import Coverage, FigureOf
    from desktop.services.records.fund import Mechanism, OpenClaim
    from desktop.services.records.late import CaseLine, SuspensionLine
    from desktop.services.records.lending import LoanLine, MaturityCard
    from desktop.services.records.needs import NeedLimit
    from desktop.services.records.people import (
        Logged,
        MemberLine,
        ProductLine,
        VisitEntry,
        VisitFilter,
        VisitPage,
    )
    from desktop.services.records.policy import OpenLine
    from desktop.services.records.rosters import Consequence, ConsequenceFilter, LiveLoan
    from desktop.services.records.traffic import SyncStatus


class Binding(Protocol):
    """Knows which pack binds a loan of the ledger."""

    def live(self, row: LoanRow) -> LiveLoan:
        """A running loan with its pack and its maturity."""


class Boards(Protocol):
    """Knows which boards are to be replaced."""

    def stale_numbers(self) -> frozenset[str]:
        """Boards that say what is so no longer, by their numbers."""


class Cases(Protocol):
    """Knows the cases of overdue loans."""

    def listed(self, loan_no: str = "", *, state: str = "") -> list[CaseLine]:
        """The cases, the newest first."""


class LastDays(Protocol):
    """Knows for which loans today is the last day to ask."""

    def last_today(self) -> list[LoanLine]:
        """The loans for which today is the last safe day."""


class Checks(Protocol):
    """Answers stored checks again."""

    def replay(self, check_no: str) -> Replayed:
        """A stored check answered by the policy of its day."""


class Copies(Protocol):
    """Makes the automatic copies."""

    def back_up_if_changed(self, reason: str) -> None:
        """Copy the ledger unless the newest copy holds all of it."""


class Figures(Protocol):
    """Knows the declared figures, and in which ways each may be shown."""

    def figure(
        self, code: str, *, by: str = "", order: str = "", target: str = "", beside: str = ""
    ) -> list[FigureOf]:
        """A declared figure, whole or by groups in their own order."""

    def of_quarter(self, year: int, quarter: int) -> tuple[Coverage, int]:
        """The round of a quarter by village and township, and how many contacts it had."""


class Handbook(Protocol):
    """Knows the products that banks offer."""

    def listed(self, *, over: bool = False) -> list[ProductLine]:
        """Products by bank and name with whom to ask."""


class LaidDown(Protocol):
    """Knows what the county has laid down."""

    def overlay_from(self, day: date) -> date | None:
        """The signing day from which a city's own plan binds, as it stands on a day."""

    def rates(self, day: date) -> tuple[LprRow, ...]:
        """The county's own table of loan prime rates; empty while it has filled none."""

    def params_for(self, region: str, day: date, product: str = "") -> Params:
        """What counts for the subsidy in a region on a day."""


class LaidRisk(Protocol):
    """What the county has laid down for its risk fund, as the rules take it."""

    @property
    def fund_ratio(self) -> int | None: ...

    @property
    def trigger_days(self) -> int | None: ...

    @property
    def tolerance(self) -> int | None: ...

    @property
    def overlay_from(self) -> date | None: ...

    @property
    def loss_base(self) -> str: ...


class LaidClaims(Protocol):
    """Knows what the county has laid down for claims on its risk fund."""

    def claims_for(self, region: str, day: date, product: str = "") -> LaidRisk:
        """What counts for a claim in a region on a day."""

    def opening(self, name: str) -> OpenLine | None:
        """One of the numbers that the texts leave open, with what was filled in."""


class LaidValues(Protocol):
    """Knows what was laid down for one number."""

    def value(self, name: str, day: date) -> str:
        """What counts for a number on a day, as it was typed; empty while nobody has said it."""


class Laid(LaidDown, LaidValues, Protocol):
    """Knows all that was laid down."""


class Ledger(Protocol):
    """Lists visits."""

    def listed(self, wanted: VisitFilter, limit: int = 500, offset: int = 0) -> VisitPage:
        """A window on the ledger, newest day first."""


class Logging(Protocol):
    """Writes visits."""

    def log_many(
        self, entries: Iterable[VisitEntry], *, left: tuple[str, str, str] | None = None
    ) -> list[Logged]:
        """Write several lines in one transaction, with what is left of their form."""


class Masks(Protocol):
    """Shows members masked."""

    def member_line(self, one: Member) -> MemberLine:
        """A member without full numbers."""


class Following(Protocol):
    """Knows what versions of the roster leave to do."""

    def consequences(self, wanted: ConsequenceFilter | None = None) -> list[Consequence]:
        """The list of work, those of a filter."""

    def mark_done(
        self, consequence_id: str, *, note: str = "", done_on: date | None = None
    ) -> Consequence:
        """Write that a consequence was dealt with."""


class Keeping(Protocol):
    """Knows the automatic copies."""

    def backups(self) -> list[BackupLine]:
        """The automatic copies, newest first."""


class Limiting(Protocol):
    """Knows after how many days an open need is followed up."""

    def limit(self) -> NeedLimit:
        """The number and where it comes from."""


class Claims(Protocol):
    """Knows the claims on the county's risk fund, and whether it has one."""

    def alive(self) -> list[OpenClaim]:
        """The claims that were not taken back."""

    def mechanism(self, day: date | None = None) -> Mechanism:
        """What the county has for bad loans on a day."""


class Neighbours(Protocol):
    """Who else knows of work that waits; each is made when it is first asked."""

    @property
    def traffic(self) -> Status: ...
    @property
    def rosters(self) -> Following: ...
    @property
    def vault(self) -> Keeping: ...
    @property
    def funding(self) -> Limiting: ...
    @property
    def inspections(self) -> Checking: ...
    @property
    def overdue(self) -> Cases: ...
    @property
    def compensation(self) -> Claims: ...
    @property
    def loans(self) -> LastDays: ...


class Checking(Protocol):
    """Knows which loans are to be checked."""

    def due(self, within: int | None = None) -> list[InspectionDue]:
        """The running loans with their next check."""


class Inspecting(Protocol):
    """Knows how often the bank checks its loans."""

    def rule(self) -> InspectionRule:
        """The numbers that the bank has laid down."""


class Pictures(Protocol):
    """Gives photos small enough for paper."""

    def printed(self, sha256: str) -> tuple[bytes, int, int] | None:
        """A JPEG in colour with its size in pixels; None where it is not here."""


class Wording(Protocol):
    """Puts the words to codes of a policy check; the services hold none."""

    def rule_name(self, rule: str, title: str = "") -> str:
        """A condition as it stands in a list."""

    def finding(self, code: str, says: str = "") -> str:
        """What a code says."""

    def with_distance(self, said: str, distances: Sequence[DistanceLine]) -> str:
        """A finding with the distance to the limit."""

    def next_step(self, code: str) -> str:
        """What to do about a finding or a missing fact."""

    def household_step(self, code: str) -> str:
        """What to do about it as it is said to the household."""

    def legend(self, cited: Iterable[tuple[str, str]], policy_title: str) -> str:
        """What the short names before clauses stand for."""

    def fact_name(self, fact: str) -> str:
        """A fact as it is asked."""


class Openings(Protocol):
    """Knows the numbers that the texts leave open."""

    def opening(self, name: str) -> OpenLine | None:
        """One of them as it stands today, None where no text here leaves it open."""


class Orders(Protocol):
    """Knows where the county has stopped new lending."""

    def listed(self, state: str = "") -> list[SuspensionLine]:
        """The orders, the newest first."""

    def one(self, order_no: str) -> SuspensionLine:
        """An order by its number, or by that of the order that lifted it, or its document."""

    def standing(
        self, township_code: str, division_code: str = "", on: date | None = None
    ) -> SuspensionLine | None:
        """The order that stands for a place on a day."""


class Status(Protocol):
    """Knows what the other side has."""

    def status(self) -> SyncStatus:
        """What the other side does not have for certain."""


class Ways(Protocol):
    """Knows the ways out of a loan."""

    def exits(
        self,
        loan_no: str,
        *,
        on: date | None = None,
        months: int | None = None,
        area_suspended: bool | None = None,
        conditions: Mapping[str, bool | None] | None = None,
    ) -> MaturityCard:
        """The ways out of a loan at its maturity, for a request on a day."""

    def one(self, loan_no: str) -> LoanLine:
        """The loan of that number."""


class Welcome(Protocol):
    """Judges and certifies devices that the county does not know yet."""

    def welcome(self, introduction: Introduction, device_id: str, incarnation: str) -> bytes | None:
        """The signing key to expect of a newcomer, or None for a stranger."""

    def certify(self, introduction: Introduction, device_id: str, incarnation: str) -> None:
        """Answer a newcomer with a certificate."""

    def attend(self, device_id: str, extras: Mapping[str, object]) -> None:
        """Refuse a certificate that has ended; certify new keys that are asked for."""

    def believe(self, device_id: str, last: Mapping[str, int]) -> None:
        """Count what a revoked device wrote up to a number of each stream."""
