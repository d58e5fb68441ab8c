"""Everything an officer can do on one open ledger, gathered for pages and verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
    from desktop.services.traffic import Traffic
    from desktop.services.vault import Vault
    from desktop.services.visits import Visits


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One open ledger: who works there and the services over it.

    Services whose libraries are heavy (bundles, rules, paper, Excel) are made when first used, so
    that the window is there sooner.
    """

    session: Session
    vault: Vault
    settings: Settings
    rosters: Rosters
    households: Households
    visits: Visits
    publicity: Publicity
    policy: Policy
    traffic: Traffic
    overview: Overview
    make_county: Callable[[], County]
    make_sync: Callable[[County], Sync]
    make_eligibility: Callable[[], Eligibility]
    make_notices: Callable[[], Notices]
    make_imports: Callable[[], Imports]
    make_exports: Callable[[], Exports]

    @cached_property
    def county(self) -> County:
        """Packages, devices, revoking."""
        return self.make_county()

    @cached_property
    def sync(self) -> Sync:
        """Bundles out and in, reviews."""
        return self.make_sync(self.county)

    @cached_property
    def eligibility(self) -> Eligibility:
        """The check of the policy's conditions."""
        return self.make_eligibility()

    @cached_property
    def notices(self) -> Notices:
        """Printed sheets."""
        return self.make_notices()

    @cached_property
    def imports(self) -> Imports:
        """The other offices' files."""
        return self.make_imports()

    @cached_property
    def exports(self) -> Exports:
        """Lists as Excel files."""
        return self.make_exports()

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
