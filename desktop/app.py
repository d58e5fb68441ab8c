"""The only place that constructs: clock, shelf, door, services, and then window or verb."""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.places import RESOURCES
from desktop.services.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.applications import Applications
    from desktop.services.arrivals import Arrivals
    from desktop.services.compensation import Compensation
    from desktop.services.county import County
    from desktop.services.desk import Desk
    from desktop.services.directory import Directory
    from desktop.services.door import Door
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

WINDOW_OPTIONS = frozenset({"--demo", "--smoke", "--bench-start"})
SHELF = Shelf(RESOURCES)
"""What ships with the program: one for the process, and read when first needed."""


def main(argv: Sequence[str]) -> int:
    """Run a verb, or open the window; returns the exit status."""
    if _is_verb(argv):
        from desktop import cli

        gc.enable()
        return cli.main(argv, door(), Path)
    if argv and argv[0] == "--smoke":
        gc.enable()
        _quiet_screen()
        from desktop.pages import smoke

        return smoke.run(door(), now)
    if not _has_screen():
        missing = [word for word in argv if not word.startswith("-") and not Path(word).is_file()]
        if missing:
            from desktop.texts import sentence

            sys.stderr.write(sentence("path_missing", {"name": missing[0]}) + "\n")
            return 1
        from desktop.cli import tour

        gc.enable()
        return tour.run(door())
    from desktop.pages import launch

    return launch.run(door(), now, list(argv), home())


def _is_verb(argv: Sequence[str]) -> bool:
    """Whether the first word is a verb: a plain word that is no file, or a call for help."""
    if not argv or argv[0] in WINDOW_OPTIONS:
        return False
    first = argv[0]
    plain = first.replace("-", "_").isidentifier()
    return first.startswith("-") or (plain and not Path(first).is_file())


def _has_screen() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in wanted)


def _quiet_screen() -> None:
    """A smoke test needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def now() -> datetime:
    """The moment of this machine's clock; the only clock of the program."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def door() -> Door:
    """The way to the ledgers, with this machine's clock and the program's own material."""
    from desktop.services.door import Door
    from desktop.services.whereabouts import Whereabouts
    from desktop.words import words

    return Door(
        clock=now,
        shelf=SHELF,
        words=words(),
        build=build,
        whereabouts=Whereabouts(home()),
    )


def home() -> Path:
    """The program's own folder on this machine, for ledgers that nobody put elsewhere."""
    from platformdirs import user_data_path

    return user_data_path("township-desk", appauthor=False)


def build(session: Session, key: bytes) -> Desk:
    """Put all services over an open ledger."""
    from desktop.services.desk import Desk

    return Desk(session=session, maker=Workshop(key))


class Workshop:
    """Makes services; what a service asks of another is given to it here."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def vault(self, desk: Desk) -> Vault:
        from desktop.services.vault import Vault

        return Vault(desk.session, self._key)

    def settings(self, desk: Desk) -> Settings:
        from desktop.services.settings import Settings

        return Settings(desk.session)

    def imports(self, desk: Desk) -> Imports:
        from desktop.services.imports import Imports

        return Imports(desk.session, desk.vault, desk.parameters)

    def rosters(self, desk: Desk) -> Rosters:
        from desktop.services.rosters import Rosters

        return Rosters(desk.session, desk.loans)

    def loans(self, desk: Desk) -> Loans:
        from desktop.services.loans import Loans

        return Loans(desk.session, desk.parameters, lambda: desk.suspensions)

    def applications(self, desk: Desk) -> Applications:
        from desktop.services.applications import Applications
        from desktop.texts import checks

        return Applications(desk.session, desk.eligibility, desk.parameters, checks)

    def inspections(self, desk: Desk) -> Inspections:
        from desktop.services.inspections import Inspections

        return Inspections(desk.session, desk.parameters, desk.evidence)

    def overdue(self, desk: Desk) -> OverdueCases:
        from desktop.services.loans.overdue import OverdueCases

        return OverdueCases(desk.session, desk.loans)

    def renewals(self, desk: Desk) -> Renewals:
        from desktop.services.loans.requests import Renewals

        return Renewals(desk.session, desk.loans)

    def suspensions(self, desk: Desk) -> Suspensions:
        from desktop.services.suspensions import Suspensions

        return Suspensions(desk.session)

    def compensation(self, desk: Desk) -> Compensation:
        from desktop.services.compensation import Compensation

        return Compensation(desk.session, desk.parameters)

    def walk_ins(self, desk: Desk) -> WalkIns:
        from desktop.services.walk_ins import WalkIns

        return WalkIns(desk.session)

    def households(self, desk: Desk) -> Households:
        from desktop.services.households import Households

        return Households(desk.session)

    def visits(self, desk: Desk) -> Visits:
        from desktop.services.visits import Visits

        return Visits(desk.session, desk.evidence)

    def evidence(self, desk: Desk) -> Evidence:
        from desktop.services.evidence import Evidence

        return Evidence(desk.session)

    def entry(self, desk: Desk) -> Entry:
        from desktop.services.entry import Entry

        return Entry(desk.session, desk.visits)

    def publicity(self, desk: Desk) -> Publicity:
        from desktop.services.publicity import Publicity

        return Publicity(desk.session, desk.evidence)

    def funding(self, desk: Desk) -> Funding:
        from desktop.services.funding import Funding

        return Funding(desk.session, desk.parameters)

    def policy(self, desk: Desk) -> Policy:
        from desktop.services.policy import Policy

        return Policy(desk.session, desk.parameters)

    def parameters(self, desk: Desk) -> Parameters:
        from desktop.services.parameters import Parameters

        return Parameters(desk.session)

    def eligibility(self, desk: Desk) -> Eligibility:
        from desktop.services.eligibility import Eligibility

        return Eligibility(desk.session, desk.households, desk.parameters, desk.suspensions)

    def notices(self, desk: Desk) -> Notices:
        from desktop.services.notices import Notices
        from desktop.services.notices.checks import Sources
        from desktop.texts import checks

        sources = Sources(
            boards=desk.directory,
            checks=desk.eligibility,
            wording=checks,
            openings=desk.parameters,
            figures=desk.reports,
            products=desk.products,
            orders=desk.suspensions,
            pictures=desk.evidence,
            inspections=desk.inspections,
        )
        return Notices(desk.session, sources)

    def products(self, desk: Desk) -> Products:
        from desktop.services.products import Products

        return Products(desk.session)

    def directory(self, desk: Desk) -> Directory:
        from desktop.services.directory import Directory

        return Directory(desk.session)

    def route(self, desk: Desk) -> Routes:
        from desktop.services.routes import Routes

        return Routes(desk.session, desk.visits)

    def traffic(self, desk: Desk) -> Traffic:
        from desktop.services.traffic import Traffic

        return Traffic(desk.session)

    def sync(self, desk: Desk) -> Sync:
        from desktop.services.sync import Sync

        return Sync(desk.session, desk.county, desk.vault)

    def arrivals(self, desk: Desk) -> Arrivals:
        from desktop.services.arrivals import Arrivals

        return Arrivals(desk.session)

    def serving(self, desk: Desk) -> Serving:
        from desktop.services.serving import Serving

        return Serving(desk.session)

    def standing(self, desk: Desk) -> Standing:
        from desktop.services.standing import Standing

        return Standing(desk.session)

    def sticks(self, desk: Desk) -> Sticks:
        from desktop.exchange.drives import this_machines
        from desktop.services.sticks import Sticks

        return Sticks(desk.session, this_machines())

    def county(self, desk: Desk) -> County:
        from desktop.services.county import County

        return County(desk.session)

    def erasing(self, desk: Desk) -> Erasing:
        from desktop.services.erasing import Erasing

        return Erasing(desk.session)

    def exports(self, desk: Desk) -> Exports:
        from desktop.services.exports import Exports
        from desktop.services.exports.sources import Sources, Wording
        from desktop.texts import policy, sentence
        from desktop.texts.subsidies import said_of

        wording = Wording(
            sentence=sentence,
            parameters=policy.PARAMETERS,
            units=policy.UNITS,
            values=policy.VALUES,
            finding=said_of,
        )
        return Exports(desk.session, Sources(desk.session, desk, wording))

    def overview(self, desk: Desk) -> Overview:
        from desktop.services.overview import Overview

        return Overview(desk.session, desk)

    def reports(self, desk: Desk) -> Reports:
        from desktop.services.reports import Reports

        return Reports(desk.session)

    def messages(self, desk: Desk) -> Messages:
        from desktop.services.messages import Messages

        return Messages(desk.session)

    def subsidies(self, desk: Desk) -> Subsidies:
        from desktop.services.subsidies import Subsidies

        return Subsidies(desk.session, desk.parameters)
