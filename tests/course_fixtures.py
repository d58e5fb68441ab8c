"""A bank's laptop and the county's desk with a roster. Loaded as a plugin by the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.counties import deliver
from tests.courses import Two
from tests.ledgers import Clock, identity, in_memory, person, publish
from tests.quarters import office


@pytest.fixture
def two() -> Iterator[Two]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 9)])
        deliver(hub, laptop)
        clock.on(days=100)
        yield Two(laptop, hub, office(laptop, clock), office(hub, clock), clock)
