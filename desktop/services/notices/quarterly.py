"""The report of a quarter (form F25): declared figures only, by place in the order of divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import settings as kept
from desktop.rules.periods import quarter_of

if TYPE_CHECKING:
    from desktop.services.needs import Figures
    from desktop.services.session import Session

KIND = "F25"
_BY_PLACE = ("households", "told_quarter", "told", "never_told", "boards")
_WHOLE = (*_BY_PLACE, "visits", "needs", "needs_checked")
_TOWNSHIP, _VILLAGE, _DIVISION = "township", "village", "division"


def values(session: Session, figures: Figures) -> dict[str, object]:
    """The figures of this quarter as they stand today: a county's by township, else by village.

    Every figure is asked of the registry; what it does not know is written by hand.
    """
    today, by = session.today(), _TOWNSHIP if session.is_county else _VILLAGE
    year, quarter = quarter_of(today)
    whole = {code: figures.figure(code)[0].value for code in _WHOLE}
    rows: list[dict[str, object]] = []
    for code in _BY_PLACE:
        found = figures.figure(code, by=by, order=_DIVISION)
        rows = rows or [{"place": one.group} for one in found]
        for row, one in zip(rows, found, strict=True):
            row[code] = one.value
    covered = figures.coverage()
    places = [one.places for one in (covered.townships if session.is_county else covered.villages)]
    settings = kept.shown(session.store)
    return {
        **whole,
        "year": year,
        "quarter": quarter,
        "data_as_of": today,
        "places": sum(places),
        "filed_by": settings.get("filed_by")
        or (session.store.identity.county_name if session.is_county else settings.get("bank")),
        "rows": [{**row, "places": count} for row, count in zip(rows, places, strict=True)],
    }
