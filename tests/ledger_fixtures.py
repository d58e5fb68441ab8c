"""A small county ledger in memory. Loaded as a plugin by the tests of its lists and registers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.store import Store
from tests.ledgers import Clock, identity, in_memory, person, publish


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    """A county ledger with four households in two villages."""
    with in_memory(clock, identity(1)) as made:
        people = [person(n) for n in range(1, 5)]
        people.append(person(1, 2, name="李红", monitor_category="marginal"))
        people[1]["monitor_category"] = "marginal"
        publish(made, people)
        yield made
