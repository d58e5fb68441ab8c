"""A township whose bank takes applications."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.applying import Township, a_township


@pytest.fixture
def town() -> Iterator[Township]:
    """The township's laptop, its county and the policy in force."""
    with a_township() as made:
        yield made
