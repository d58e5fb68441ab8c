"""Records of people on no roster as lists and pages show them: masked, one line for a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.free_text import shown
from desktop.rules.privacy import masked
from desktop.services.records.walk_ins import WalkInLine
from desktop.services.walk_ins.entries import wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.follow import WalkIn, WalkInGroup


def linked_to(group: WalkInGroup) -> WalkIn | None:
    """The record of a group that was linked to a household; the one that is shown before all."""
    return next((one for one in group.all if one.household_no), None)


def group_line(group: WalkInGroup, heads: Mapping[str, str], turn: object = None) -> WalkInLine:
    """The line of a group, with the others inside; what the shown one lacks is not made up."""
    link = linked_to(group)
    return _line(
        group.kept,
        link or group.kept,
        heads,
        merged=tuple(_line(one, one, heads) for one in group.others),
        turn=turn,
    )


def _line(
    one: WalkIn,
    link: WalkIn,
    heads: Mapping[str, str],
    *,
    merged: tuple[WalkInLine, ...] = (),
    turn: object = None,
) -> WalkInLine:
    return WalkInLine(
        walk_in_no=one.walk_in_no,
        name=one.name,
        village=one.admin_village,
        group_no=one.group_no,
        township_code=one.township_code,
        id_masked=masked("id_number", one.id_number),
        birth_date=one.birth_date,
        birth_masked=masked("birth_date", one.birth_date.isoformat() if one.birth_date else ""),
        phone_masked=masked("phone", one.phone),
        address_note=shown(one.address_note),
        needs_note=shown(one.needs_note),
        best_time=shown(one.best_time),
        remark=shown(one.remark),
        met_on=one.met_on,
        household_no=link.household_no,
        linked_name=heads.get(link.household_no, ""),
        linked_on=link.linked_on,
        officer=one.officer,
        wrong=wrong(one),
        merged=merged,
        turn=turn,
    )
