"""What is written into the made-up county so that pictures show something."""

from __future__ import annotations

from desktop.services.desk import Desk
from desktop.services.records.needs import ActivityEntry, NeedEndEntry


def held(desk: Desk) -> None:
    """Something that hangs and was held, and needs that ended in each way."""
    places = [one.division_code for one in desk.households.villages()]
    for kind, village in zip(("board", "meeting", "broadcast"), places, strict=False):
        desk.publicity.log(
            ActivityEntry(
                activity_type=kind, place="村委会", village=village, held_on=desk.today(),
                topics=("policy", "anti_fraud"), attendance_total=63,
            )
        )  # fmt: skip
    ends = (
        {"outcome": "applied", "note": "交到支行"},
        {"outcome": "not_now", "reason": "later"},
        {"outcome": "declined", "reason": "papers", "said_by": "支行信贷岗"},
    )
    for need, end in zip(desk.funding.open_needs(), ends, strict=False):
        desk.funding.end(need.visit_no, NeedEndEntry(ended_on=desk.today(), **end))
