"""The hybrid clock: 48 bits of milliseconds, 16 bits of counter; for order of display only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

COUNTER_BITS = 16
LARGEST_STEP = timedelta(hours=24)


def of_moment(moment: datetime) -> int:
    """The clock value at the start of a millisecond."""
    return max(0, int(moment.timestamp() * 1000)) << COUNTER_BITS


def moment_of(value: int) -> datetime:
    """The moment (UTC) that a clock value names; out of range values give the nearest."""
    milliseconds = min(value >> COUNTER_BITS, 253_402_300_799_000)
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def next_value(last: int, now: datetime) -> int:
    """The next value for an operation of this device: never smaller than the last one."""
    return max(last + 1, of_moment(now))


def after_receiving(last: int, received: int, now: datetime) -> int:
    """The clock after others' operations came in: a far future moves it by a bounded step."""
    return max(last, min(received, of_moment(now + LARGEST_STEP)))


def is_doubtful(value: int, now: datetime) -> bool:
    """True when a clock value lies more than a day off the time of receipt in the future."""
    return value > of_moment(now + LARGEST_STEP)
