"""A made-up county to try the program with: the real main job on invented people."""

from __future__ import annotations

import json
import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.services.demo.facts import County
from desktop.services.demo.loans import write_loans
from desktop.services.demo.people import write_rosters
from desktop.services.files import write_whole
from desktop.services.records.people import VisitEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.services.door import Door

_SEED = 20_261_120
_VISITS_A_HOUSEHOLD = 4
_NEVER_REACHED = 4  # of nine
_ABSENT, _NEED = 0.15, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlace:
    """Where the demonstration county lies and the password of all its ledgers."""

    county: Path
    townships: tuple[Path, ...]
    mailbox: Path
    samples: tuple[Path, ...]
    password: str
    officers: tuple[str, ...]
    households: int
    visits: int


def build(
    door: Door,
    folder: Path,
    *,
    source: str,
    households: int,
    today: date,
    say: Callable[[str], None] | None = None,
) -> DemoPlace:
    """Build the county in an empty folder.

    Args:
        door: opens and makes ledgers.
        folder: an empty or absent folder; raises `folder_not_empty` otherwise.
        source: the text of `demo.toml`.
        households: how many in all; spread over the townships.
        today: the last day of visits.
        say: hears the name of each step.

    Returns:
        The paths of everything made.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UserError("folder_not_empty", name=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    county = County(facts=tomllib.loads(source), chance=random.Random(_SEED), today=today)  # noqa: S311 - play
    tell = say or (lambda _step: None)
    tell("roster")
    names = county.facts["names"]
    former, sample, lent = (
        folder / names[key] for key in ("former_name", "sheet_name", "loans_name")
    )
    rows = write_rosters(county, former, sample, households)
    write_loans(county, lent, rows)
    tell("county")
    ledger = folder / "county.db"
    door.create_county(
        ledger,
        name=county.facts["county"],
        region=county.facts["region"],
        officer=county.facts["clerk"],
        password=county.facts["password"],
    )
    mailbox = folder / "mailbox"
    mailbox.mkdir()
    made = _enrol(door, county, folder, ledger, {"roster": (former, sample), "loans": (lent,)})
    visits = 0
    for path, township in zip(made, county.facts["townships"], strict=True):
        tell("visits")
        visits += _visit(door, county, path, township, mailbox)
    tell("sync")
    for path, officer in ((ledger, county.facts["clerk"]), *_officers(made, county)):
        _sync(door, path, officer, county.facts["password"], mailbox)
    made_here = DemoPlace(
        county=ledger,
        townships=tuple(made),
        mailbox=mailbox,
        samples=(sample, former, lent),
        password=county.facts["password"],
        officers=tuple(township["officer"] for township in county.facts["townships"]),
        households=households,
        visits=visits,
    )
    _note(folder, made_here)
    return made_here


_NOTE = "demo.json"


def _note(folder: Path, place: DemoPlace) -> None:
    """Write down what was made, names relative to the folder."""
    body = {
        field: [path.name for path in value] if isinstance(value, tuple) else value.name
        for field, value in (
            ("county", place.county),
            ("townships", place.townships),
            ("mailbox", place.mailbox),
            ("samples", place.samples),
        )
    }
    rest = {
        "password": place.password,
        "officers": place.officers,
        "households": place.households,
        "visits": place.visits,
    }
    write_whole(folder / _NOTE, json.dumps({**body, **rest}, ensure_ascii=False).encode())


def found(folder: Path) -> DemoPlace | None:
    """The county that was made in a folder before, or None."""
    try:
        body = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return DemoPlace(
        county=folder / body["county"],
        townships=tuple(folder / name for name in body["townships"]),
        mailbox=folder / body["mailbox"],
        samples=tuple(folder / name for name in body["samples"]),
        password=body["password"],
        officers=tuple(body["officers"]),
        households=body["households"],
        visits=body["visits"],
    )


def _officers(made: list[Path], county: County) -> Iterator[tuple[Path, str]]:
    for path, township in zip(made, county.facts["townships"], strict=True):
        yield path, township["officer"]


def _sync(door: Door, path: Path, officer: str, password: str, mailbox: Path) -> None:
    desk = door.unlock(path, officer, password)
    try:
        desk.sync.run(str(mailbox))
    finally:
        desk.close(backup=False)


def _enrol(
    door: Door, county: County, folder: Path, ledger: Path, sheets: dict[str, tuple[Path, ...]]
) -> list[Path]:
    """Import rosters and loans, hand out packages, and join both townships."""
    facts = county.facts
    desk = door.unlock(ledger, facts["clerk"], facts["password"])
    packages = []
    try:
        desk.settings.set({key: facts["settings"][key] for key in ("supervision_phone", "hotline")})
        for kind, files in sheets.items():
            for sheet in files:
                desk.imports.take(kind, sheet)
        for number, township in enumerate(facts["townships"], start=1):
            out = folder / f"package-{number}.tdpack"
            packages.append(
                desk.county.enrol(
                    townships=(township["code"],),
                    officer=township["officer"],
                    role="officer",
                    bank=township["bank"],
                    out=out,
                )
            )
    finally:
        desk.close(backup=False)
    made = []
    for number, (package, township) in enumerate(
        zip(packages, facts["townships"], strict=True), start=1
    ):
        path = folder / f"township-{number}.db"
        door.join(
            path,
            package=package.path,
            code=package.code,
            officer=township["officer"],
            password=facts["password"],
        )
        made.append(path)
    return made


def _visit(door: Door, county: County, path: Path, township: dict[str, Any], mailbox: Path) -> int:
    """Fill in the station and log a year of visits."""
    facts = county.facts
    desk = door.unlock(path, township["officer"], facts["password"])
    try:
        settings = dict(facts["settings"])
        settings["outlet_address"] = settings["outlet_address"].format(township=township["name"])
        desk.settings.set({**settings, "bank": township["bank"], "outlet": township["outlet"]})
        entries = list(_entries(county, desk.households.numbers()))
        desk.visits.log_many(entries)
        desk.sync.run(str(mailbox))
    finally:
        desk.close(backup=False)
    return len(entries)


def _entries(county: County, numbers: list[str]) -> Iterator[VisitEntry]:
    """A year of visits in the order of days; every ninth household is never reached."""
    chance, names = county.chance, county.facts["names"]
    drawn: list[tuple[date, str]] = []
    for place, number in enumerate(numbers):
        if place % 9 == _NEVER_REACHED:
            continue
        count = chance.randint(1, 2 * _VISITS_A_HOUSEHOLD - 1)
        drawn += [
            (county.today - timedelta(days=chance.randint(0, 364)), number) for _ in range(count)
        ]
    for on, number in sorted(drawn):
        met = chance.random()
        absent = met < _ABSENT
        need = not absent and chance.random() < _NEED
        yield VisitEntry(
            household_no=number,
            visited_on=on,
            publicity_method=chance.choice(("visit", "visit", "visit", "phone")),
            contact_result="absent" if absent else "informed",
            person_met="" if absent else chance.choice((names["self"], names["family"])),
            policy_understood="" if absent else chance.choice(("understood", "partly")),
            has_need=None if absent else need,
            need_amount_fen=chance.choice((3, 5, 8)) * 1_000_000 if need else None,
            need_use=chance.choice(names["use"]) if need else "",
            note=chance.choice(names["notes"]),
        )
