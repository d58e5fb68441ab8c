"""A county with two laptops of one township, for the tests of the exchange."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replicas import Office, an_office


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first", "second") as made:
        yield made
