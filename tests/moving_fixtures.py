"""A county with two townships, as the tests of households that move have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.moved import lists
from tests.replicas import Office, an_office


@pytest.fixture
def moving() -> Iterator[Office]:
    with an_office("first", "third") as made:
        lists(made, first=(1, 2), other=(3,), day=1)
        made.settle(1)
        yield made
