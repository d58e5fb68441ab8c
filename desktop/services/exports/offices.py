"""What lists ask of other services: each is named by what it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.services.exports.applied import Applying
    from desktop.services.exports.compensated import Compensating
    from desktop.services.exports.needs import Wants
    from desktop.services.exports.quarters import Quarters
    from desktop.services.exports.rosters import RosterWork
    from desktop.services.listings import DeviceLine
    from desktop.services.records.after import InspectionDue, InspectionLine
    from desktop.services.records.day import Coverage, NeedState, TodayBoard, Week
    from desktop.services.records.late import CaseLine, RenewalLine, SuspensionLine
    from desktop.services.records.lending import LoanFilter, LoanLine, LoanPage
    from desktop.services.records.people import Station
    from desktop.services.records.policy import OpenLine, PackLine, PrimeRates, QuestionLine
    from desktop.services.records.rounds import PersonLine
    from desktop.services.records.traffic import (
        ArrivalLine,
        AsideLine,
        InboxLine,
        OutboxLine,
        Review,
        SyncStatus,
    )


class Exchange(Protocol):
    """Knows what came from other ledgers."""

    def inbox(self, limit: int = 100) -> list[InboxLine]:
        """Bundles that came, newest first."""

    def outbox(self, limit: int = 100) -> list[OutboxLine]:
        """Bundles that went out, newest first."""

    def aside(self) -> list[AsideLine]:
        """Operations that came and do not count."""

    def reviews(self) -> list[Review]:
        """Fields that two people changed."""


class Reports(Protocol):
    """Knows what has arrived of each township."""

    def listed(self) -> list[ArrivalLine]:
        """In the order of divisions."""


class Laptops(Protocol):
    """Knows the county's laptops."""

    def devices(self) -> list[DeviceLine]:
        """Invited, active, revoked."""


class Books(Protocol):
    """Knows the policy documents."""

    def packs(self) -> list[PackLine]:
        """All packs in force."""

    def questions(self) -> list[QuestionLine]:
        """Open points."""

    def prime_rates(self) -> PrimeRates:
        """The table of loan prime rates."""


class Openings(Protocol):
    """Knows the numbers that the texts leave open."""

    def opens(self) -> list[OpenLine]:
        """All of them."""


class Rounds(Protocol):
    """Knows how far the round is."""

    def coverage(self) -> Coverage:
        """This quarter."""

    def weeks(self) -> list[Week]:
        """The last weeks."""

    def needs(self) -> list[NeedState]:
        """Households with a need."""


class Board(Protocol):
    """Knows what waits today."""

    def today(self) -> TodayBoard:
        """Today's tasks."""


class Sides(Protocol):
    """Knows the other side."""

    def status(self) -> SyncStatus:
        """Counts and peers."""


class Lending(Protocol):
    """Knows the loans of the ledger."""

    def listed(self, wanted: LoanFilter, limit: int = 500, offset: int = 0) -> LoanPage:
        """A window on the loans, in the order of places and households."""


class Overdue(Protocol):
    """Knows the cases of overdue loans."""

    def waiting(self) -> list[LoanLine]:
        """The loans that are overdue and have no case."""

    def listed(self, loan_no: str = "", *, state: str = "") -> list[CaseLine]:
        """The cases, the newest first."""


class Renewing(Protocol):
    """Knows the requests to renew."""

    def listed(self, loan_no: str = "", *, stand: str = "") -> list[RenewalLine]:
        """The requests, the newest first."""


class Orders(Protocol):
    """Knows where nothing new is lent."""

    def listed(self, state: str = "") -> list[SuspensionLine]:
        """The orders, the newest first."""


class Checking(Protocol):
    """Knows the checks of loans."""

    def due(self, within: int | None = None) -> list[InspectionDue]:
        """The running loans with their next check."""

    def listed(self, loan_no: str = "", *, cases: str = "") -> list[InspectionLine]:
        """The checks as they count now."""


class People(Protocol):
    """Knows the directory and the boards that show who is gone."""

    def listed(self, township: str = "", *, role: str = "", over: bool = False) -> list[PersonLine]:
        """The directory by role and name."""

    def stale_numbers(self) -> frozenset[str]:
        """The numbers of boards to be replaced."""


class Offices(Protocol):
    """The services that lists come from; each is made when it is first asked."""

    @property
    def sync(self) -> Exchange: ...
    @property
    def arrivals(self) -> Reports: ...
    @property
    def county(self) -> Laptops: ...
    @property
    def policy(self) -> Books: ...
    @property
    def parameters(self) -> Openings: ...
    @property
    def overview(self) -> Board: ...
    @property
    def reports(self) -> Rounds: ...
    @property
    def traffic(self) -> Sides: ...
    @property
    def loans(self) -> Lending: ...
    @property
    def applications(self) -> Applying: ...
    @property
    def inspections(self) -> Checking: ...
    @property
    def overdue(self) -> Overdue: ...
    @property
    def renewals(self) -> Renewing: ...
    @property
    def suspensions(self) -> Orders: ...
    @property
    def compensation(self) -> Compensating: ...
    @property
    def rosters(self) -> RosterWork: ...
    @property
    def directory(self) -> People: ...
    @property
    def funding(self) -> Wants: ...
    @property
    def subsidies(self) -> Quarters: ...
    @property
    def station(self) -> Station: ...
