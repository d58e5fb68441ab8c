"""Everything an officer can do on one open ledger, gathered for pages and verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.applications import Applications
    from desktop.services.arrivals import Arrivals
    from desktop.services.compensation import Compensation
    from desktop.services.county import County
    from desktop.services.directory import Directory
    from desktop.services.eligibility import Eligibility
    from desktop.services.entry import Entry
    from desktop.services.erasing import Erasing
    from desktop.services.evidence import Evidence
    from desktop.services.exports import Exports
    from desktop.services.funding import Funding
    from desktop.services.households import Households
    from desktop.services.imports import Imports
    from desktop.services.inspections import Inspections
    from desktop.services.loans import Loans
    from desktop.services.loans.overdue import OverdueCases
    from desktop.services.loans.requests import Renewals
    from desktop.services.messages import Messages
    from desktop.services.notices import Notices
    from desktop.services.overview import Overview
    from desktop.services.parameters import Parameters
    from desktop.services.policy import Policy
    from desktop.services.products import Products
    from desktop.services.publicity import Publicity
    from desktop.services.records.people import Station
    from desktop.services.reports import Reports
    from desktop.services.rosters import Rosters
    from desktop.services.routes import Routes
    from desktop.services.serving import Serving
    from desktop.services.session import Session
    from desktop.services.settings import Settings
    from desktop.services.standing import Standing
    from desktop.services.sticks import Sticks
    from desktop.services.subsidies import Subsidies
    from desktop.services.suspensions import Suspensions
    from desktop.services.sync import Sync
    from desktop.services.traffic import Traffic
    from desktop.services.vault import Vault
    from desktop.services.visits import Visits
    from desktop.services.walk_ins import WalkIns


class Maker(Protocol):
    """Makes each service when it is first used; only the application is one."""

    def vault(self, desk: Desk) -> Vault:
        """Passwords, backups, the proof of the ledger."""

    def settings(self, desk: Desk) -> Settings:
        """The station."""

    def imports(self, desk: Desk) -> Imports:
        """The other offices' files."""

    def rosters(self, desk: Desk) -> Rosters:
        """Versions of the roster."""

    def loans(self, desk: Desk) -> Loans:
        """Loans, their packs, maturities and ways out."""

    def applications(self, desk: Desk) -> Applications:
        """Applications to the bank, and what it says."""

    def inspections(self, desk: Desk) -> Inspections:
        """Checks after a loan was paid out."""

    def overdue(self, desk: Desk) -> OverdueCases:
        """Cases of overdue loans."""

    def renewals(self, desk: Desk) -> Renewals:
        """Requests to renew, and the bank's word on them."""

    def suspensions(self, desk: Desk) -> Suspensions:
        """Where nothing new is lent."""

    def compensation(self, desk: Desk) -> Compensation:
        """Claims on the risk fund, and the fund."""

    def walk_ins(self, desk: Desk) -> WalkIns:
        """People on no roster."""

    def households(self, desk: Desk) -> Households:
        """Find, list, show."""

    def visits(self, desk: Desk) -> Visits:
        """The outreach ledger."""

    def evidence(self, desk: Desk) -> Evidence:
        """Photos of visits."""

    def entry(self, desk: Desk) -> Entry:
        """Entering visits at speed."""

    def publicity(self, desk: Desk) -> Publicity:
        """Boards, meetings, coverage."""

    def funding(self, desk: Desk) -> Funding:
        """Needs, how they ended, whom to go to again."""

    def policy(self, desk: Desk) -> Policy:
        """Rules and clauses."""

    def parameters(self, desk: Desk) -> Parameters:
        """Numbers that the texts leave open."""

    def eligibility(self, desk: Desk) -> Eligibility:
        """The check of the policy's conditions."""

    def notices(self, desk: Desk) -> Notices:
        """Printed sheets."""

    def directory(self, desk: Desk) -> Directory:
        """People, outlets, boards that are out of date."""

    def products(self, desk: Desk) -> Products:
        """The products of the handbook."""

    def route(self, desk: Desk) -> Routes:
        """Printed route sheets and call lists read back."""

    def traffic(self, desk: Desk) -> Traffic:
        """What the other side does not have for certain."""

    def sync(self, desk: Desk) -> Sync:
        """Bundles out and in, reviews."""

    def arrivals(self, desk: Desk) -> Arrivals:
        """What has arrived of each township."""

    def serving(self, desk: Desk) -> Serving:
        """The county's own server."""

    def standing(self, desk: Desk) -> Standing:
        """This computer in the county's list."""

    def sticks(self, desk: Desk) -> Sticks:
        """Sticks that are plugged in."""

    def county(self, desk: Desk) -> County:
        """Packages, devices, revoking."""

    def erasing(self, desk: Desk) -> Erasing:
        """What a person may ask to have erased."""

    def exports(self, desk: Desk) -> Exports:
        """Lists as Excel files."""

    def overview(self, desk: Desk) -> Overview:
        """What waits today."""

    def reports(self, desk: Desk) -> Reports:
        """Figures of the round."""

    def messages(self, desk: Desk) -> Messages:
        """Texts for the clipboard."""

    def subsidies(self, desk: Desk) -> Subsidies:
        """The subsidy of a settlement quarter."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One open ledger: who works there and the services over it.

    A service is made when it is first used: its libraries (bundles, rules, paper, Excel) take
    time to load, and the window is there sooner without them.
    """

    session: Session
    maker: Maker

    @cached_property
    def vault(self) -> Vault:
        """Passwords, backups, the proof of the ledger."""
        return self.maker.vault(self)

    @cached_property
    def settings(self) -> Settings:
        """The station."""
        return self.maker.settings(self)

    @cached_property
    def imports(self) -> Imports:
        """The other offices' files."""
        return self.maker.imports(self)

    @cached_property
    def rosters(self) -> Rosters:
        """Versions of the roster."""
        return self.maker.rosters(self)

    @cached_property
    def loans(self) -> Loans:
        """Loans, their packs, maturities and ways out."""
        return self.maker.loans(self)

    @cached_property
    def applications(self) -> Applications:
        """Applications to the bank, and what it says."""
        return self.maker.applications(self)

    @cached_property
    def inspections(self) -> Inspections:
        """Checks after a loan was paid out."""
        return self.maker.inspections(self)

    @cached_property
    def overdue(self) -> OverdueCases:
        """Cases of overdue loans."""
        return self.maker.overdue(self)

    @cached_property
    def renewals(self) -> Renewals:
        """Requests to renew, and the bank's word on them."""
        return self.maker.renewals(self)

    @cached_property
    def suspensions(self) -> Suspensions:
        """Where nothing new is lent."""
        return self.maker.suspensions(self)

    @cached_property
    def compensation(self) -> Compensation:
        """Claims on the risk fund, and the fund."""
        return self.maker.compensation(self)

    @cached_property
    def walk_ins(self) -> WalkIns:
        """People on no roster."""
        return self.maker.walk_ins(self)

    @cached_property
    def households(self) -> Households:
        """Find, list, show."""
        return self.maker.households(self)

    @cached_property
    def visits(self) -> Visits:
        """The outreach ledger."""
        return self.maker.visits(self)

    @cached_property
    def evidence(self) -> Evidence:
        """Photos of visits."""
        return self.maker.evidence(self)

    @cached_property
    def entry(self) -> Entry:
        """Entering visits at speed."""
        return self.maker.entry(self)

    @cached_property
    def publicity(self) -> Publicity:
        """Boards, meetings, coverage."""
        return self.maker.publicity(self)

    @cached_property
    def funding(self) -> Funding:
        """Needs, how they ended, whom to go to again."""
        return self.maker.funding(self)

    @cached_property
    def policy(self) -> Policy:
        """Rules and clauses."""
        return self.maker.policy(self)

    @cached_property
    def parameters(self) -> Parameters:
        """Numbers that the texts leave open."""
        return self.maker.parameters(self)

    @cached_property
    def eligibility(self) -> Eligibility:
        """The check of the policy's conditions."""
        return self.maker.eligibility(self)

    @cached_property
    def notices(self) -> Notices:
        """Printed sheets."""
        return self.maker.notices(self)

    @cached_property
    def directory(self) -> Directory:
        """People, outlets, boards that are out of date."""
        return self.maker.directory(self)

    @cached_property
    def products(self) -> Products:
        """The products of the handbook."""
        return self.maker.products(self)

    @cached_property
    def route(self) -> Routes:
        """Printed route sheets and call lists read back."""
        return self.maker.route(self)

    @cached_property
    def traffic(self) -> Traffic:
        """What the other side does not have for certain."""
        return self.maker.traffic(self)

    @cached_property
    def sync(self) -> Sync:
        """Bundles out and in, reviews."""
        return self.maker.sync(self)

    @cached_property
    def arrivals(self) -> Arrivals:
        """What has arrived of each township."""
        return self.maker.arrivals(self)

    @cached_property
    def serving(self) -> Serving:
        """The county's own server."""
        return self.maker.serving(self)

    @cached_property
    def standing(self) -> Standing:
        """This computer in the county's list."""
        return self.maker.standing(self)

    @cached_property
    def sticks(self) -> Sticks:
        """Sticks that are plugged in."""
        return self.maker.sticks(self)

    @cached_property
    def county(self) -> County:
        """Packages, devices, revoking."""
        return self.maker.county(self)

    @cached_property
    def erasing(self) -> Erasing:
        """What a person may ask to have erased."""
        return self.maker.erasing(self)

    @cached_property
    def exports(self) -> Exports:
        """Lists as Excel files."""
        return self.maker.exports(self)

    @cached_property
    def overview(self) -> Overview:
        """What waits today."""
        return self.maker.overview(self)

    @cached_property
    def reports(self) -> Reports:
        """Figures of the round."""
        return self.maker.reports(self)

    @cached_property
    def messages(self) -> Messages:
        """Texts for the clipboard."""
        return self.maker.messages(self)

    @cached_property
    def subsidies(self) -> Subsidies:
        """The subsidy of a settlement quarter."""
        return self.maker.subsidies(self)

    @property
    def station(self) -> Station:
        """Who works here, as the settings and the certificate say now."""
        return self.settings.station()

    @property
    def today(self) -> Callable[[], date]:
        """The day of this machine's clock."""
        return self.session.today

    def forget(self) -> None:
        """Drop what services remember of people; it is read anew when somebody is back."""
        for name in ("overview", "households"):
            if name in self.__dict__:  # nothing is made for it
                getattr(self, name).forget()

    def close(self, *, backup: bool = True) -> None:
        """Close the ledger, after a verified backup where anything changed; it closes anyway."""
        if "serving" in self.__dict__:  # nothing is made for it
            self.serving.stop()
        try:
            if backup and not self.session.read_only:
                self.vault.back_up_if_changed("exit")
        finally:
            self.session.store.close()
