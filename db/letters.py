"""The letters in a device's numbers: the county's capitals, and marks of a ledger brought back.

Nobody can ask another machine what it gave: two that go on from one copy have marks by chance.
Ledgers of before have one mark less: Ba for B, aB for AB.
"""

from __future__ import annotations

MARKS = "abcdefghjkmnpqrstuvwxyz"
"""Those that nobody reads for a digit or for each other."""
LENGTH = 3
CHANCES = len(MARKS) ** LENGTH


def capitals(letter: str) -> str:
    """What the county gave the device."""
    if letter[:1].islower():
        return letter.upper()
    return letter.rstrip("abcdefghijklmnopqrstuvwxyz")


def marks(letter: str) -> str:
    """What tells numbers given after a copy was brought back from those before."""
    return letter.removeprefix(capitals(letter))


def marked(number: int) -> str:
    """The marks of a number below `CHANCES`."""
    found = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(MARKS))
        found = f"{MARKS[place]}{found}"
    return found


def number_of(some: str) -> int:
    """The number that `marked` gives these marks for."""
    number = 0
    for one in some:
        number = number * len(MARKS) + MARKS.index(one)
    return number


def following(letter: str, incarnation: str) -> str:
    """The letters of a new incarnation of a device, which has its id by chance."""
    found = f"{capitals(letter)}{marked(int(incarnation, 16) % CHANCES)}"
    return found if found != letter else after(found)


def after(letter: str) -> str:
    """Letters with the marks that come behind these."""
    return f"{capitals(letter)}{marked((number_of(marks(letter)) + 1) % CHANCES)}"
