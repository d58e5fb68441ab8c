"""The packs in force: those that ship with the program, and over them the county's documents."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from db import policies
from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from db.records.work import PolicyDocument
    from db.store import Store
    from desktop.rules.packs import PackSet
    from desktop.services.shelf import Shelf

LPR = "lpr.toml"
_RESERVED = frozenset({"numerals.toml", "questions.toml"})
# What bytes that are no pack do to a reader of packs, beside the faults that it names itself.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def read(resources: Path) -> dict[str, bytes]:
    """The files of `resources/policy` by name: the only place that reads them."""
    folder = resources / "policy"
    found = [*folder.glob("*.toml"), *folder.glob("*.txt")]
    return {path.name: path.read_bytes() for path in sorted(found)}


def load(resources: Path) -> PackSet:
    """All packs that ship, proved; raises a `pack_…` error for the first that fails."""
    return proved(read(resources), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A document that does not count here, with the code that says why."""

    file: str
    code: str
    params: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file says of itself before anything in it is proved; empty where it says nothing."""

    pack_id: str = ""
    number: str = ""
    title: str = ""
    source: str = ""
    checked_on: date = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The set in force with the files that it was read from; `county` names the county's own."""

    packs: PackSet
    texts: Mapping[str, bytes]
    county: frozenset[str] = frozenset()
    refused: tuple[Refused, ...] = ()


class InForce:
    """The packs in force on a ledger, read when first asked for and again when documents change."""

    def __init__(self, shelf: Shelf, store: Store | None = None) -> None:
        """Without a store these are the packs that ship."""
        self._shelf = shelf
        self._store = store
        self._mark: object = None
        self._kept: Standing | None = None

    @property
    def current(self) -> PackSet:
        """The set that decides now."""
        return self.standing().packs

    def standing(self) -> Standing:
        """The set that decides now, with its files and what was set aside."""
        mark = self._seen()
        if self._kept is None or mark != self._mark:
            self._kept = self._read()
            self._mark = mark
        return self._kept

    def shipped_head(self, file: str) -> Head | None:
        """What the file of this name that ships says of itself, or None if none ships."""
        raw = self._shelf.pack_texts.get(file)
        return None if raw is None else head_of(raw)

    def _seen(self) -> object:
        """What changes with the documents, or with the keys that vouch for them."""
        if self._store is None or not (rows := policies.stamp(self._store)):
            return ()
        from desktop.services.credentials import trust

        return rows, trust(self._store)

    def _read(self) -> Standing:
        shipped = Standing(packs=self._shelf.packs, texts=self._shelf.pack_texts)
        if self._store is None:
            return shipped
        documents = policies.listed(self._store)
        if not documents:
            return shipped
        keys = _keys(self._store)
        good: dict[str, bytes] = {}
        refused: list[Refused] = []
        for one in documents:
            fault = _unsound(one, keys) or self.misplaced(one.file, one.content.encode())
            if fault is None:
                good[one.file] = one.content.encode()
            else:
                refused.append(_refused(one.file, fault))
        return _laid_over(shipped, good, refused)

    def misplaced(self, file: str, content: bytes) -> UserError | None:
        """Why a file of the county may not stand under its name here, or None if it may.

        A pack that ships gives way to a file of its name with the same pack id, checked no earlier.
        """
        if file in _RESERVED:
            return UserError("policy_file_reserved", file=file)
        shipped = self.shipped_head(file) if kind_of(file) == "pack" else None
        if shipped is None:
            return None
        head = head_of(content)
        if not head.pack_id:  # the proof will say what is wrong with it
            return None
        if head.pack_id != shipped.pack_id:
            return UserError("policy_file_taken", file=file, pack=shipped.pack_id)
        if head.checked_on < shipped.checked_on:
            return UserError("policy_file_older", file=file, day=shipped.checked_on.isoformat())
        return None


def kind_of(file: str) -> str:
    """What a file is by its name: `lpr`, `pack` or `source`."""
    if file == LPR:
        return "lpr"
    return "pack" if file.endswith(".toml") else "source"


def digest_of(content: bytes) -> str:
    """The digest that a document carries."""
    return hashlib.sha256(content).hexdigest()


def head_of(content: bytes) -> Head:
    """What a pack file says of itself; what cannot be read says nothing."""
    try:
        raw = tomllib.loads(content.decode())
    except _BROKEN:
        return Head()
    pack, document = (_table(raw, name) for name in ("pack", "document"))
    day = pack.get("checked_on")
    return Head(
        pack_id=_text(pack, "id"),
        number=_text(document, "number"),
        title=_text(document, "title"),
        source=_text(document, "source"),
        checked_on=day if type(day) is date else date.min,
    )


def proved(texts: Mapping[str, bytes], new: Iterable[str]) -> PackSet:
    """A set of files as one set of packs; `new` are those that were not proved before.

    Raises:
        UserError: a `pack_…` code that names file, table and key.
    """
    from desktop.rules.packs import parse

    try:
        return parse(texts)
    except _BROKEN as fault:
        raise UserError(
            "pack_unreadable", file=" ".join(sorted(new)), why=type(fault).__name__
        ) from fault


def _table(raw: Mapping[str, object], name: str) -> dict[str, object]:
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def _text(table: Mapping[str, object], key: str) -> str:
    found = table.get(key)
    return found if isinstance(found, str) else ""


def _keys(store: Store) -> tuple[bytes, ...]:
    """The county's keys that this ledger trusts; none before it has joined a county."""
    from desktop.exchange.identity import county_keys
    from desktop.services.credentials import load as credentials

    try:
        return county_keys(credentials(store).devices())
    except UserError:
        return ()


def _unsound(one: PolicyDocument, keys: Iterable[bytes]) -> UserError | None:
    """Why a document is not what the county signed, or None if it is."""
    from desktop.exchange.identity import document_signed

    if digest_of(one.content.encode()) != one.digest:
        return UserError("policy_document_changed", file=one.file)
    if not document_signed(keys, kind_of(one.file), one.file, one.digest, one.signature):
        return UserError("policy_document_unsigned", file=one.file)
    return None


def _refused(file: str, fault: UserError) -> Refused:
    return Refused(file=file, code=fault.code, params=dict(fault.params))


@dataclass(slots=True)
class _Trial:
    """Documents laid over the shipped files one pack at a time; what does not fit is left out."""

    shipped: Standing
    packs: PackSet
    texts: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, UserError] = field(default_factory=dict)

    def fits(self, file: str, unit: Mapping[str, bytes]) -> bool:
        """Take a file with its source if the whole set stays sound with them."""
        together = {**self.texts, **unit}
        try:
            self.packs = proved({**self.shipped.texts, **together}, unit)
        except UserError as fault:
            self.faults[file] = fault
            return False
        self.texts = together
        self.faults.pop(file, None)
        return True


def _laid_over(
    shipped: Standing, good: Mapping[str, bytes], refused: Iterable[Refused]
) -> Standing:
    """The shipped files with all documents that fit; those that do not are named with the rest."""
    trial = _Trial(shipped=shipped, packs=shipped.packs)
    waiting = {file: _with_source(file, good) for file in good if kind_of(file) != "source"}
    together = {name: raw for unit in waiting.values() for name, raw in unit.items()}
    if together and not trial.fits("", together):
        trial.faults.clear()
        progress = True
        while progress:  # a pack may lie over one that comes after it
            taken = [file for file, unit in waiting.items() if trial.fits(file, unit)]
            progress = bool(taken)
            for file in taken:
                del waiting[file]
    faults = [_refused(file, fault) for file, fault in trial.faults.items()]
    return Standing(
        packs=trial.packs,
        texts={**shipped.texts, **trial.texts},
        county=frozenset(trial.texts),
        refused=(*refused, *faults),
    )


def _with_source(file: str, good: Mapping[str, bytes]) -> dict[str, bytes]:
    source = head_of(good[file]).source
    return {name: good[name] for name in (file, source) if name in good}
