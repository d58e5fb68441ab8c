"""A county ledger in memory with households in two townships. Loaded as a plugin by the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.store import Store
from tests.ledgers import OTHER, Clock, identity, in_memory, person, publish


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    """Sixty households in one township and six in another."""
    with in_memory(clock, identity(1)) as made:
        publish(made, [person(n) for n in range(1, 61)])
        publish(
            made,
            [person(n, division_code=f"{OTHER}200") for n in range(61, 67)],
            township=OTHER,
        )
        yield made
