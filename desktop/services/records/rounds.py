"""The directory, boards that are out of date, route sheets and call lists as they come back."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from desktop.rules.free_text import shown


class PersonEntry(Struct, frozen=True, kw_only=True):
    """What somebody enters for a person or an outlet; an empty township means the whole county."""

    name: str
    role: str
    org: str = ""
    staff_no: str = ""
    phone: str = ""
    township: str = ""
    areas: tuple[str, ...] = ()
    address: str = ""
    hours: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class PersonLine(Struct, frozen=True, kw_only=True):
    """A person or an outlet of the directory; `serves` is whether it counts today."""

    id: str
    name: str
    role: str
    org: str
    staff_no: str
    phone: str
    township_code: str
    areas: tuple[str, ...]
    address: str
    hours: str
    valid_from: date | None
    valid_to: date | None
    serves: bool


class BoardChange(Struct, frozen=True, kw_only=True):
    """One thing that a board says otherwise; `what` is a role or a setting, `now` empty if gone."""

    what: str
    shown: str
    now: str


class HangingBoard(Struct, frozen=True, kw_only=True):
    """A village with its board: where and since when it hangs, None where there is none.

    `stale` is what it says otherwise. `activity_id` is the record that it was hung, with its
    photos.
    """

    village: str
    division_code: str
    township: str
    households: int
    place: str
    hung_on: date | None
    officer: str
    note: str
    stale: StaleBoard | None
    activity_id: str = ""
    photos: int = 0


class DeliveryEntry(Struct, frozen=True, kw_only=True):
    """How a try to hand over a sheet ended; nobody named means the officer at work."""

    delivered_on: date
    way: str
    result: str
    delivered_by: str = ""
    witness: str = ""
    note: str = ""


class DeliveryLine(Struct, frozen=True, kw_only=True):
    """A try to hand over a sheet as it stands on record, codes as they are kept."""

    notice_no: str
    delivered_on: date | None
    way: str
    result: str
    delivered_by: str
    witness: str
    note: str
    officer: str


class StaleBoard(Struct, frozen=True, kw_only=True):
    """A board that is to be replaced: its number, its place, what it says otherwise.

    `villages` are those where a board was put up since this one was printed.
    """

    notice_no: str
    subject: str
    township_code: str
    issued_on: date
    changes: tuple[BoardChange, ...]
    villages: tuple[str, ...]


class RouteRow(Struct, frozen=True, kw_only=True):
    """A row of a printed route sheet: which household has that number on it."""

    sheet_no: str
    row: int
    household_no: str
    head_name: str
    group_no: str


class RouteSheet(Struct, frozen=True, kw_only=True):
    """A printed route sheet or call list with its households by row, the first is row 1."""

    sheet_no: str
    kind: str
    village: str
    division_code: str
    township_code: str
    issued_on: date
    rows: tuple[RouteRow, ...]


class CallMark(Struct, frozen=True, kw_only=True):
    """What came of one call: a code of `call_result` and words of one's own.

    As everywhere, words that are still typed stand whole in the field where they are typed and
    masked on every list.
    """

    result: str
    note: str = ""

    @property
    def note_shown(self) -> str:
        """The words as a list shows them, without the numbers of people."""
        return shown(self.note)


class CallRow(Struct, frozen=True, kw_only=True):
    """A row of a call list: the masked number, what was typed and what is in the ledger already.

    `mark` waits in the draft; `logged` is the visit number of a call of that day.
    """

    row: int
    household_no: str
    head_name: str
    group_no: str
    phone_masked: str
    told: str
    mark: CallMark | None
    logged: str


class CallSheet(Struct, frozen=True, kw_only=True):
    """A call list that is being keyed in: its rows, and the day of the calls."""

    sheet: RouteSheet
    on: date
    rows: tuple[CallRow, ...]
