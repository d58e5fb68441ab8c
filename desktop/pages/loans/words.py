"""What is said of a loan in a cell or on its card; a loan is named by its tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.texts import word

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.lending import LoanLine

SMALL = frozenset({"BFXE", "TPXE", "FPXE"})
"""The small loans that can be renewed or extended once in all."""

_SOON_DAYS = 30
_FEN = 100
_PPM = 10_000


def tr(text: str) -> str:
    """The text in the language of the window."""
    return QCoreApplication.translate("Loans", text)


def day(value: date | None) -> str:
    """A day, or nothing."""
    return value.isoformat() if value else ""


def weekday(value: date) -> str:
    """A day with the name it has in the week."""
    text = tr("{day} 周{name}")
    return text.format(day=f"{value:%m-%d}", name=tr("一二三四五六日")[value.weekday()])


def stand(line: LoanLine) -> tuple[str, str]:
    """How a loan stands today, and the tone of it."""
    if not line.live:
        return word("loan_status", line.loan_status) or tr("已了结"), "ok"
    if line.overdue_days is not None:
        return tr("逾期 {n} 天").format(n=line.overdue_days), "error"
    if told_overdue(line):
        return tr("逾期"), "error"
    if line.days_left is None:
        return tr("没有到期日"), "warn"
    if line.days_left == 0:
        return tr("今天到期"), "warn"
    tone = "warn" if line.days_left <= _SOON_DAYS else "info"
    return tr("还有 {n} 天").format(n=line.days_left), tone


def told_overdue(line: LoanLine) -> bool:
    """Whether the bank reports anything overdue."""
    owed = line.overdue_principal_fen or line.overdue_interest_fen
    return line.live and bool(line.overdue_since or owed or line.loan_status == "overdue")


def used(line: LoanLine) -> str:
    """How much of the one renewal or extension is used; empty for other kinds of loans."""
    if line.product_code not in SMALL:
        return ""
    return tr("未报") if line.renewals is None else f"{line.renewals}/1"


def off_roster(line: LoanLine) -> bool:
    """Whether the household of a small loan stood on the roster once and does not now."""
    return line.product_code in SMALL and line.roster_state not in {"", "listed"}


def who(line: LoanLine) -> str:
    """The head of the household, or who borrowed where there is no such household."""
    return line.head_name or line.borrower_name


def policy(line: LoanLine) -> str:
    """The title of the document that binds a small loan."""
    if line.product_code not in SMALL:
        return ""
    return line.pack_title or tr("需人工确认")


def roster(line: LoanLine) -> tuple[str, str]:
    """Where the household stands on the roster, and the tone of it."""
    if not line.roster_state:
        return tr("对不上名单"), "warn"
    name = word("household_status", line.roster_state)
    if line.roster_state == "listed":
        return name, "ok"
    return (tr("已调出") if line.roster_state == "out" else name), "warn"


def yuan(fen: int | None) -> str:
    """An amount in yuan with two places, or nothing."""
    if fen is None:
        return ""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // _FEN:,}.{whole % _FEN:02d}"


def percent(ppm: int | None) -> str:
    """A yearly rate in percent with two places or more, or nothing."""
    if ppm is None:
        return ""
    whole, rest = divmod(ppm, _PPM)
    places = str(rest).zfill(4)
    return f"{whole}.{places[:2]}{places[2:].rstrip('0')}%"
