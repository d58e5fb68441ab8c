"""The only place that constructs: clock, shelf, door, services, and then window or verb."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.places import RESOURCES
from desktop.services.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.county import County
    from desktop.services.desk import Desk
    from desktop.services.door import Door
    from desktop.services.eligibility import Eligibility
    from desktop.services.exports import Exports
    from desktop.services.households import Households
    from desktop.services.imports import Imports
    from desktop.services.notices import Notices
    from desktop.services.policy import Policy
    from desktop.services.session import Session
    from desktop.services.sync import Sync
    from desktop.services.vault import Vault
    from desktop.services.visits import Visits

WINDOW_OPTIONS = frozenset({"--demo", "--smoke", "--bench-start"})


def main(argv: Sequence[str]) -> int:
    """Run a verb, or open the window; returns the exit status."""
    if _is_verb(argv):
        from desktop import cli

        return cli.main(argv, door(), Path)
    if argv and argv[0] == "--smoke":
        _quiet_screen()
        from desktop.pages import smoke

        return smoke.run(door(), now)
    if not _has_screen():
        from desktop.cli import tour

        return tour.run(door())
    from desktop.pages import launch

    return launch.run(door(), now, list(argv), home())


def _is_verb(argv: Sequence[str]) -> bool:
    """Whether the first word is a verb: a plain word that is no file, or a call for help."""
    if not argv or argv[0] in WINDOW_OPTIONS:
        return False
    first = argv[0]
    return first.startswith("-") or (first.isidentifier() and not Path(first).is_file())


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
        shelf=Shelf(RESOURCES),
        words=words(),
        build=build,
        whereabouts=Whereabouts(home()),
    )


def home() -> Path:
    """The program's own folder on this machine, for ledgers that nobody put elsewhere."""
    from platformdirs import user_data_path

    return user_data_path("township-desk", appauthor=False)


def build(session: Session, key: bytes) -> Desk:
    """Put all services over an open ledger; heavy ones are made when first used."""
    from desktop.services.desk import Desk
    from desktop.services.households import Households
    from desktop.services.overview import Overview
    from desktop.services.policy import Policy
    from desktop.services.publicity import Publicity
    from desktop.services.rosters import Rosters
    from desktop.services.settings import Settings
    from desktop.services.traffic import Traffic
    from desktop.services.vault import Vault
    from desktop.services.visits import Visits

    vault, traffic = Vault(session, key), Traffic(session)
    policy = Policy(session.shelf)
    houses, visits = Households(session), Visits(session)
    return Desk(
        session=session,
        vault=vault,
        settings=Settings(session),
        rosters=Rosters(session),
        households=houses,
        visits=visits,
        publicity=Publicity(session),
        policy=policy,
        traffic=traffic,
        overview=Overview(session, traffic),
        make_county=lambda: _county(session),
        make_sync=lambda county: _sync(session, county, vault),
        make_eligibility=lambda: _eligibility(session, policy, houses),
        make_notices=lambda: _notices(session),
        make_imports=lambda: _imports(session, vault),
        make_exports=lambda: _exports(session, visits),
    )


def _county(session: Session) -> County:
    from desktop.services.county import County

    return County(session)


def _sync(session: Session, county: County, vault: Vault) -> Sync:
    from desktop.services.sync import Sync

    return Sync(session, county, vault)


def _eligibility(session: Session, policy: Policy, houses: Households) -> Eligibility:
    from desktop.services.eligibility import Eligibility

    return Eligibility(session, policy, houses)


def _notices(session: Session) -> Notices:
    from desktop.services.notices import Notices

    return Notices(session)


def _imports(session: Session, vault: Vault) -> Imports:
    from desktop.services.imports import Imports

    return Imports(session, vault)


def _exports(session: Session, visits: Visits) -> Exports:
    from desktop.services.exports import Exports

    return Exports(session, visits)
