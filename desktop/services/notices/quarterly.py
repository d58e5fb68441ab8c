"""The report of a quarter (form F25): declared figures only, by place in the order of divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import settings as kept
from desktop.rules.periods import quarter_of
from desktop.services.ownbank import bank_of

if TYPE_CHECKING:
    from desktop.services.needs import Figures
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F25"
_BY_PLACE = ("households", "told_quarter", "told", "never_told", "boards", "places")
_NEEDS = ("needs", "needs_checked")


def values(session: Session, figures: Figures, scope: NoticeScope) -> dict[str, object]:
    """The figures of a quarter, the running one unless said: by township, or by village.

    Of a quarter that is over they stand as on its last day, counted over the households that are
    on the roster today. Every figure is asked of the registry; what it does not know, such as the
    needs of a day that is past, is written by hand.

    Raises:
        UserError: `report_quarter_wrong`.
    """
    today = session.today()
    running = quarter_of(today)
    year, quarter = scope.quarter or running
    covered, visits = figures.of_quarter(year, quarter)
    places = covered.townships if session.is_county else covered.villages
    rows = [
        {"place": one.name, **{code: getattr(one, code) for code in _BY_PLACE}} for one in places
    ]
    now = (year, quarter) == running
    needs = {code: figures.figure(code)[0].value for code in _NEEDS} if now else {}
    settings = kept.shown(session.store)
    return {
        **{code: sum(row[code] for row in rows) for code in _BY_PLACE},
        **needs,
        "visits": visits,
        "year": year,
        "quarter": quarter,
        "data_as_of": min(today, covered.last),
        "roster_on": None if now else today,
        "filed_by": settings.get("filed_by")
        or (
            session.store.identity.county_name
            if session.is_county
            else (settings.get("bank") or bank_of(session))
        ),
        "rows": rows,
    }
