"""A bank's laptop and the county's hub with lost loans. Loaded as a plugin by the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from db import settings
from tests.compensating import Sides, lay_down, lost
from tests.counties import deliver
from tests.ledgers import Clock, identity, in_memory, person, publish
from tests.quarters import fill


@pytest.fixture
def sides() -> Iterator[Sides]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 6)])
        others = [
            lost("L2", 2),
            lost("L3", 3, bank="别家银行"),
            lost("L4", 4, product_code="NHDK"),
            lost("L5", 5, overdue_since=None, loan_status="normal", overdue_principal_fen=None),
        ]
        fill(hub, [lost(), *others])
        lay_down(hub, "fund")
        deliver(hub, laptop)
        settings.keep(laptop, {"bank": "样县农商行"})
        yield Sides(hub, laptop, clock)
