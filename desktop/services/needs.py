"""What services ask of each other; they are put together in one place and import no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from db.records import Member
    from desktop.exchange.identity import Introduction
    from desktop.rules.subsidy import Params
    from desktop.services.records import MemberLine, SyncStatus, VisitFilter, VisitPage


class Copies(Protocol):
    """Makes the automatic copies."""

    def back_up_if_changed(self, reason: str) -> None:
        """Copy the ledger unless the newest copy holds all of it."""


class Laws(Protocol):
    """Knows what the county has laid down."""

    def params_for(self, region: str, day: date) -> Params:
        """The parameters of a region that are in force on a day."""


class Ledger(Protocol):
    """Lists visits."""

    def listed(self, wanted: VisitFilter, limit: int = 500, offset: int = 0) -> VisitPage:
        """A window on the ledger, newest day first."""


class Masks(Protocol):
    """Shows members masked."""

    def member_line(self, one: Member) -> MemberLine:
        """A member without full numbers."""


class Rulebook(Protocol):
    """Answers by the packs in force."""

    def answer(self, kind: str, line: str) -> dict[str, object]:
        """Answer one question."""

    def short(self, clause_id: str) -> str:
        """A citation as it stands in a list."""

    def title(self, pack_id: str) -> str:
        """A document's number and title."""


class Status(Protocol):
    """Knows what the other side has."""

    def status(self) -> SyncStatus:
        """What the other side does not have for certain."""


class Welcome(Protocol):
    """Judges and certifies devices that the county does not know yet."""

    def welcome(self, introduction: Introduction, device_id: str, incarnation: str) -> bytes | None:
        """The signing key to expect of a newcomer, or None for a stranger."""

    def certify(self, introduction: Introduction, device_id: str, incarnation: str) -> None:
        """Answer a newcomer with a certificate."""
