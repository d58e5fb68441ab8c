"""The invented people: two rosters as the monitoring system exports them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.rules import identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.demo.facts import County

_AREA = "149999"
_BETWEEN_LISTS = timedelta(days=30)
_POOR, _WATCHED, _MARKED, _HAS_PHONE = 0.7, 0.2, 0.9, 0.6


def write_rosters(
    county: County, former: Path, current: Path, households: int
) -> list[dict[str, str]]:
    """Write last month's roster and the current one; returns the rows of the former.

    One household of the first village stands on the former list and on the current one no more.
    """
    rows = list(_rows(county, households))
    first = county.facts["townships"][0]
    left = list(_household(county, households + 1, (first, 0, first["villages"][0])))
    _write_roster(county, former, county.today - _BETWEEN_LISTS, [*rows, *left])
    _write_roster(county, current, county.today, rows)
    return [*rows, *left]


def _write_roster(county: County, out: Path, as_of: date, rows: list[dict[str, str]]) -> None:
    from desktop.sheets import writer

    columns = [
        writer.Column(field=field, header=header, kind="text", width=14)
        for field, header in county.facts["headers"].items()
    ]
    stamp = county.facts["as_of_label"].format(date=as_of.isoformat())
    writer.write_list(out, county.facts["title"] + "  " + stamp, columns, rows, None)


def _rows(county: County, households: int) -> Iterator[dict[str, str]]:
    facts = county.facts
    villages = [
        (township, number, village)
        for township in facts["townships"]
        for number, village in enumerate(township["villages"])
    ]
    for place in range(households):
        yield from _household(county, place + 1, villages[place * len(villages) // households])


def _household(
    county: County, place: int, where: tuple[dict[str, Any], int, str]
) -> Iterator[dict[str, str]]:
    facts, names, chance = county.facts, county.facts["names"], county.chance
    township, number, village = where
    household_no = f"{facts['region']}1{place:07d}"
    surname = chance.choice(names["surnames"])
    size = chance.randint(1, 4)
    poor = chance.random() < _POOR
    watched = not poor or chance.random() < _WATCHED
    shared = {
        "county": facts["county"],
        "township": township["name"],
        "admin_village": village,
        "group_no": names["group"].format(n=chance.randint(1, 4)),
        "household_no": household_no,
        "member_count": str(size),
        "per_capita_net_income": f"{chance.randint(9_000, 26_000)}.{chance.randint(0, 99):02d}",
        "household_phone": f"154{chance.randint(0, 99_999_999):08d}",
        "first_identified_on": f"20{chance.randint(14, 19)}-0{chance.randint(1, 9)}-15",
        "household_type": names["poverty_exit"] if poor else names["general"],
        "monitor_category": chance.choice(names["categories"]) if watched else "",
        "risk_cleared": chance.choice((names["yes"], names["no"], names["no"])) if watched else "",
        "needs_continued_support": names["yes"] if poor and chance.random() < _MARKED else "",
        "division_code": f"{township['code']}{200 + number}",
    }
    roles = [names["heads"], names["spouse"], *names["sons"]]
    for person in range(size):
        born = date(chance.randint(1950, 1990) + (25 if person > 1 else 0), 1, 1)
        born += timedelta(days=chance.randint(0, 364))
        family = surname if person != 1 else chance.choice(names["surnames"])
        yield {
            **shared,
            "member_no": f"{household_no}{person + 1:02d}",
            "name": family + chance.choice(names["given"]),
            "relation_to_head": roles[person],
            "id_number": _id_number(born, place * 4 + person),
            "phone": f"154{chance.randint(0, 99_999_999):08d}"
            if chance.random() < _HAS_PHONE
            else "",
        }


def _id_number(born: date, serial: int) -> str:
    """A number of an area that was never issued, with a right check digit (GB 11643)."""
    head = f"{_AREA}{born:%Y%m%d}{serial % 1000:03d}"
    return head + identity.check_digit(head)
