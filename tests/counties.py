"""A hub and two laptops in memory that hand each other their operations."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from db import merge, ops
from db.store import Store
from tests.ledgers import TOWNSHIP, Clock, anybody, identity, in_memory


@dataclass
class County:
    """A hub and two laptops, each with its own clock."""

    hub: Store
    first: Store
    second: Store
    clocks: tuple[Clock, Clock, Clock]


class made_county:  # noqa: N801
    """A county for the length of a `with`."""

    def __enter__(self) -> County:
        self._stack = ExitStack()
        clocks = (Clock(), Clock(), Clock())
        stores = [
            self._stack.enter_context(in_memory(clock, identity(number, role)))
            for clock, number, role in zip(
                clocks, (1, 2, 3), ("county", "officer", "officer"), strict=True
            )
        ]
        return County(stores[0], stores[1], stores[2], clocks)

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def deliver(source: Store, target: Store) -> merge.TakeResult:
    """All that the target lacks of the source."""
    return merge.take(
        target, list(ops.range_since(source, ops.vector(target), None)), authority=anybody
    )


def note(store: Store, row: str, **fields: str) -> None:
    with store.write("王") as writer:
        writer.set("household_note", row, fields, scope=TOWNSHIP)
