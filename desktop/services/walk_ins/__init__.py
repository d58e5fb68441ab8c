"""People on no roster: recorded by the officer, warned of twins, linked, merged, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from db import audit, households, walkgroups, walkins
from db.records.follow import WalkIn, WalkInGroup, WalkInTurn
from desktop.errors import UserError
from desktop.rules import typed
from desktop.rules.free_text import restored
from desktop.services import facts
from desktop.services.records.walk_ins import Twin, WalkInEntry, WalkInFilter, WalkInLine
from desktop.services.walk_ins.entries import NOTED, SOFT, entry_of, problems, record
from desktop.services.walk_ins.lines import group_line, linked_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from desktop.services.session import Session

_FIELDS = {
    "name": "name",
    "village": "admin_village",
    "group_no": "group_no",
    "id_number": "id_number",
    "birth_date": "birth_date",
    "phone": "phone",
    "address_note": "address_note",
    "needs_note": "needs_note",
    "best_time": "best_time",
    "remark": "remark",
    "met_on": "met_on",
}
"""The fields of an entry by the name that the ledger has for them."""

_BETWEEN = "\u3001"

Problems = dict[str, UserError]


class WalkIns:
    """Records of the officer's own, beside the roster; no list of households counts them.

    Every act that writes answers with the record and, in `turn`, what `take_back` needs.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(
        self, wanted: WalkInFilter | None = None, *, linked: bool | None = None
    ) -> list[WalkInLine]:
        """The records, newest first, merged ones in one line; `linked` to a household or not."""
        asked = wanted or WalkInFilter(linked=linked)
        store = self._session.store
        found = walkgroups.narrowed(store, village=asked.village, text=asked.text)
        return self._lines(
            [one for one in found if asked.linked in {None, linked_to(one) is not None}]
        )

    def of_household(self, household_no: str) -> list[WalkInLine]:
        """The records that were linked to a household."""
        groups = walkgroups.groups(self._session.store)
        return self._lines(
            [one for one in groups if household_no in {part.household_no for part in one.all}]
        )

    def known(self, walk_in_no: str) -> bool:
        """Whether there is a record of that number."""
        return walkins.by_no(self._session.store, walk_in_no) is not None

    def card(self, walk_in_no: str) -> WalkInLine:
        """One record, or the one that is shown for it; raises `walk_in_unknown`."""
        return self._answer(walk_in_no)

    def problems(self, typed_in: Mapping[str, object], walk_in_no: str = "") -> Problems:
        """What is wrong with what was typed so far, by field, in words for under the field.

        Fields of a record that are not in `typed_in` are as they are kept.
        """
        return problems(self._so_far(typed_in, walk_in_no), self._session.today())

    def born(self, typed_in: Mapping[str, object], walk_in_no: str = "") -> date | None:
        """The birth date in the identity number that was typed, or is kept, if it is a good one."""
        return typed.birth_date(self._so_far(typed_in, walk_in_no).id_number)

    def suspects(self, typed_in: Mapping[str, object], walk_in_no: str = "") -> list[Twin]:
        """Who on the roster or among the records may be the same: by ID, phone, name and village.

        Nothing that was typed so far is refused, nor looked for if missing.

        Of a record that is kept: with what was typed in the place of it.
        """
        entry = self._so_far(typed_in, walk_in_no)
        known = walkins.by_no(self._session.store, walk_in_no) if walk_in_no else None
        link = linked_to(self._group(walk_in_no)) if walk_in_no else None
        found = self._twins(
            WalkIn(
                walk_in_no=walk_in_no,
                name=entry.name.strip(),
                township_code="",
                id_number=typed.number(entry.id_number),
                phone=facts.phone(entry.phone),
                admin_village=" ".join(entry.village.split()),
                id=known.id if known else "",
            )
        )
        return [one for one in found if link is None or one.household_no != link.household_no]

    def _so_far(self, typed_in: Mapping[str, object], walk_in_no: str) -> WalkInEntry:
        base = entry_of(self._known(walk_in_no)) if walk_in_no else WalkInEntry(name="")
        return replace(base, **typed_in)

    def add(self, entry: WalkInEntry, *, anyway: bool = False, as_is: bool = False) -> WalkInLine:
        """Keep somebody who is on no roster; a likely twin stops it unless `anyway`.

        With `as_is` a number that cannot be right is kept, to be put right later.

        Raises:
            UserError: `name_empty`, `name_unusable`, `id_number_wrong`, `phone_wrong`,
                `birth_date_differs`, `birth_in_future`, `field_too_long`, `village_needed`,
                `township_needed`, `township_unknown`, `day_in_future`, `walk_in_twin`.
        """
        made = record(self._session, entry, strict=() if as_is else SOFT)
        twins = [] if anyway else self._twins(made)
        if twins:
            first = twins[0]
            raise UserError(
                "walk_in_twin",
                by=self._session.words.word("twin_by", first.by),
                name=first.name,
                number=first.household_no or first.walk_in_no,
                count=len(twins),
            )
        kept = walkins.add(self._session.store, self._session.officer, made)
        number = kept.walk_in_no
        return self._answer(
            number, [WalkInTurn(walk_in_no=number, before={"gone": 1}, after={"gone": 0})]
        )

    def amend(
        self, walk_in_no: str, changes: Mapping[str, object], *, as_is: bool = False
    ) -> WalkInLine:
        """Change some fields of a record, by their names in `WalkInEntry`.

        Raises:
            UserError: `walk_in_unknown`, and those of `add` but the twin; a wrong value that was
                there before stops nothing.
        """
        known = self._known(walk_in_no)
        changes = {
            name: restored(str(told), getattr(known, name)) if name in NOTED else told
            for name, told in changes.items()
        }
        entry = replace(entry_of(known), **changes)
        touched = tuple(name for name in SOFT if name in changes)
        made = record(self._session, entry, strict=() if as_is else touched)
        turn = walkins.change(
            self._session.store,
            self._session.officer,
            walk_in_no,
            {name: getattr(made, name) for given, name in _FIELDS.items() if given in changes},
        )
        return self._answer(walk_in_no, [turn])

    def link(self, walk_in_no: str, household_no: str) -> WalkInLine:
        """Say that a record is a household of the roster; `unlink` takes it back.

        Raises:
            UserError: `walk_in_unknown`, `walk_in_linked`, `household_unknown`.
        """
        group = self._group(walk_in_no)
        link = linked_to(group)
        if link is not None:
            raise UserError("walk_in_linked", household_no=link.household_no)
        if households.township_of(self._session.store, household_no) is None:
            raise UserError("household_unknown", household_no=household_no)
        number = group.kept.walk_in_no
        today = self._session.today()
        return self._write({number: {"household_no": household_no, "linked_on": today}}, number)

    def unlink(self, walk_in_no: str) -> WalkInLine:
        """Take a link back; raises `walk_in_unknown`, `walk_in_not_linked`."""
        group = self._group(walk_in_no)
        linked = [one.walk_in_no for one in group.all if one.household_no]
        if not linked:
            raise UserError("walk_in_not_linked")
        nothing = {"household_no": "", "linked_on": None}
        return self._write(dict.fromkeys(linked, nothing), group.kept.walk_in_no)

    def merge(self, walk_in_no: str, into: str, *, anyway: bool = False) -> WalkInLine:
        """Say that two records are the same person: `into` is shown, both stay as they are.

        Raises:
            UserError: `walk_in_unknown`; `walk_in_same`; `walk_in_merge_linked` where they are
                linked to two households; `walk_in_merge_differs` where two good identity numbers
                differ, unless `anyway`.
        """
        other, kept = self._group(walk_in_no), self._group(into)
        if other.kept.id == kept.kept.id:
            raise UserError("walk_in_same")
        _same_household(kept, other)
        if (
            not anyway
            and _numbers(kept)
            and _numbers(other)
            and not _numbers(kept) & _numbers(other)
        ):
            raise UserError("walk_in_merge_differs")
        changes = {other.kept.walk_in_no: {"merged_into": kept.kept.id}}
        return self._write(changes, kept.kept.walk_in_no)

    def unmerge(self, walk_in_no: str) -> WalkInLine:
        """Let a record stand for itself again, with those that were merged into it before.

        Raises:
            UserError: `walk_in_unknown`; `walk_in_not_merged`; `walk_in_is_shown` for the record
                into which others were merged, of which one is to be named.
        """
        known, group = self._known(walk_in_no), self._group(walk_in_no)
        if known.id == group.kept.id and not known.merged_into:
            if not group.others:
                raise UserError("walk_in_not_merged")
            others = _BETWEEN.join(one.walk_in_no for one in group.others)
            raise UserError("walk_in_is_shown", walk_in_no=walk_in_no, others=others)
        freed = {walk_in_no, group.kept.walk_in_no} if group.kept.merged_into else {walk_in_no}
        nothing = {"merged_into": ""}
        return self._write(dict.fromkeys(sorted(freed), nothing), walk_in_no)

    def remove(self, walk_in_no: str) -> object:
        """Take a record out of all lists; nothing is erased; gives what `take_back` needs.

        Raises:
            UserError: `walk_in_unknown`.
        """
        self._known(walk_in_no)
        return [walkins.remove(self._session.store, self._session.officer, walk_in_no)]

    def take_back(self, turn: object) -> object:
        """Take an act back, by the `turn` of its answer; gives the turn that does it again.

        Raises:
            StoreError: `changed_since` where somebody has changed it meanwhile.
        """
        turns = cast("Sequence[WalkInTurn]", turn)
        return walkins.take_back(self._session.store, self._session.officer, turns)

    def reveal(self, walk_in_no: str, reason: str) -> dict[str, dict[str, str]]:
        """Numbers and notes in full of a record and those merged into it, by number; audited.

        Raises:
            UserError: `reason_missing`, `walk_in_unknown`.
        """
        if not reason.strip():
            raise UserError("reason_missing")
        group, store = self._group(walk_in_no), self._session.store
        for one in group.all:
            audit.record(
                store, self._session.officer, "reveal", subject=one.walk_in_no,
                reason=reason.strip(),
            )  # fmt: skip
        return {
            one.walk_in_no: {
                **{name: getattr(one, name) for name in ("id_number", "phone", *NOTED)},
                "birth_date": one.birth_date.isoformat() if one.birth_date else "",
            }
            for one in group.all
        }

    def _write(self, changes: Mapping[str, Mapping[str, object]], shown: str) -> WalkInLine:
        turns = walkins.change_several(
            self._session.store,
            self._session.officer,
            changes,  # type: ignore[arg-type]
        )
        return self._answer(shown, turns)

    def _answer(self, walk_in_no: str, turns: Sequence[WalkInTurn] = ()) -> WalkInLine:
        group = self._group(walk_in_no)
        turn = turns if any(one.after for one in turns) else None
        return group_line(group, self._heads([group]), turn)

    def _lines(self, groups: Sequence[WalkInGroup]) -> list[WalkInLine]:
        heads = self._heads(groups)
        return [group_line(one, heads) for one in groups]

    def _heads(self, groups: Sequence[WalkInGroup]) -> dict[str, str]:
        linked = {part.household_no for one in groups for part in one.all} - {""}
        return walkgroups.heads(self._session.store, linked)

    def _group(self, walk_in_no: str) -> WalkInGroup:
        found = walkgroups.group(self._session.store, walk_in_no)
        if found is None:
            raise UserError("walk_in_unknown", walk_in_no=walk_in_no)
        return found

    def _known(self, walk_in_no: str) -> WalkIn:
        found = walkins.by_no(self._session.store, walk_in_no)
        if found is None:
            raise UserError("walk_in_unknown", walk_in_no=walk_in_no)
        return found

    def _twins(self, one: WalkIn) -> list[Twin]:
        return [
            Twin(
                by=twin.by,
                household_no=twin.household_no,
                walk_in_no=twin.walk_in_no,
                name=twin.name,
                village=twin.village,
            )
            for twin in walkgroups.twins(self._session.store, one)
        ]


def _same_household(kept: WalkInGroup, other: WalkInGroup) -> None:
    """Refuse two groups that are linked to two households."""
    first, second = linked_to(kept), linked_to(other)
    if first and second and first.household_no != second.household_no:
        raise UserError("walk_in_merge_linked", kept=first.household_no, other=second.household_no)


def _numbers(group: WalkInGroup) -> set[str]:
    """The good identity numbers of a group."""
    return {one.id_number for one in group.all if typed.birth_date(one.id_number)}
