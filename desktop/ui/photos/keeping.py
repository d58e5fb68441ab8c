"""What the parts of windows that show photos ask of whoever keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path


class Hinting(Protocol):
    """Something that does not go with the record: a code and its parameters."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


class Shown(Protocol):
    """A photo of a record; without an id it waits for its record."""

    @property
    def id(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def taken_at(self) -> datetime | None: ...
    @property
    def placed(self) -> bool: ...
    @property
    def here(self) -> bool: ...
    @property
    def hints(self) -> Sequence[Hinting]: ...


class Added(Protocol):
    """What came to a record."""

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def already(self) -> int: ...


class Keeping(Protocol):
    """Who keeps photos: the first five touch no ledger, all others run on the store thread."""

    def read_file(self, path: Path) -> Any: ...  # noqa: ANN401 - only handed on
    def read_bytes(self, content: bytes, name: str) -> Any: ...  # noqa: ANN401 - only handed on
    def glance(self, path: Path) -> tuple[bytes, str]: ...
    def codes(self, photo: Any) -> Sequence[str]: ...  # noqa: ANN401 - only handed on
    def newest(self, folder: Path) -> list[Path]: ...
    def stage(self, photo: Any, day: date | None = None) -> Shown: ...  # noqa: ANN401 - as above
    def staged(self, hashes: Sequence[str], day: date | None = None) -> Sequence[Shown]: ...
    def unstage(self, hashes: Collection[str]) -> None: ...
    def attach(self, record_id: str, photos: Sequence[Any]) -> Added: ...
    def turn(self, ids: Sequence[str], *, back: bool) -> Sequence[str]: ...
    def of_record(self, record_id: str) -> Sequence[Shown]: ...
    def picture(self, sha256: str) -> bytes: ...
