"""Risk compensation: the county's mechanism, banks' claims, the fund, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.compensation.claiming import Claiming
from desktop.services.compensation.gathering import Gathering
from desktop.services.compensation.handling import Handling
from desktop.services.compensation.recovering import Recovering

if TYPE_CHECKING:
    from desktop.services.needs import LaidClaims
    from desktop.services.session import Session


class Compensation(Gathering):
    """Reads claims; `claiming` and `recovering` are the bank's work, `handling` the offices'."""

    def __init__(self, session: Session, numbers: LaidClaims) -> None:
        super().__init__(session, numbers)
        self.claiming = Claiming(session, numbers)
        self.recovering = Recovering(session, numbers)
        self.handling = Handling(session, numbers)
