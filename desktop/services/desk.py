"""Everything an officer can do on one open ledger, gathered for pages and verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.county import County
    from desktop.services.eligibility import Eligibility
    from desktop.services.exports import Exports
    from desktop.services.households import Households
    from desktop.services.imports import Imports
    from desktop.services.notices import Notices
    from desktop.services.overview import Overview
    from desktop.services.policy import Policy
    from desktop.services.publicity import Publicity
    from desktop.services.records import Station
    from desktop.services.rosters import Rosters
    from desktop.services.session import Session
    from desktop.services.settings import Settings
    from desktop.services.sync import Sync
    from desktop.services.vault import Vault
    from desktop.services.visits import Visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One open ledger: who works there and the services over it."""

    session: Session
    vault: Vault
    settings: Settings
    imports: Imports
    rosters: Rosters
    households: Households
    visits: Visits
    publicity: Publicity
    policy: Policy
    eligibility: Eligibility
    notices: Notices
    sync: Sync
    county: County
    exports: Exports
    overview: Overview

    @property
    def station(self) -> Station:
        """Who works here, as the settings and the certificate say now."""
        return self.settings.station()

    @property
    def today(self) -> Callable[[], date]:
        """The day of this machine's clock."""
        return self.session.today

    def close(self, *, backup: bool = True) -> None:
        """Close the ledger, after a verified backup where one is due."""
        if backup and not self.session.read_only:
            self.vault.back_up_if_due("exit")
        self.session.store.close()
