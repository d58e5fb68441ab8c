"""A form that came back signed: whose it is, when it was signed; then the page of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.papers import Paper, PaperBack
from desktop.ui.asking import AskDay
from desktop.ui.fields import Field, NoteLine
from desktop.ui.pickers import Candidate, Picker

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

_OF_HOUSES = frozenset({"household", "loan"})
_OF_RECORDS = frozenset({"loan", "batch", "activity"})
_PLACES = "places"


class TakingBack(AskDay[Paper]):
    """Asks for what the number does not tell yet; a paper keyed back before is keyed back anew."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        paper: Paper,
        then: Callable[[Paper], object],
    ) -> None:
        title = self.tr("录回 {no}").format(no=paper.notice_no)
        super().__init__(
            parent, title, jobs, lambda day: desk.notices.take_back(self._given(day)), then
        )
        self._desk, self._jobs, self.paper = desk, jobs, paper
        tr = self.tr
        self.who = Picker(tr("农户"), jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.record = NoteLine(_record_word(self, paper.about), "")
        self.note = NoteLine(tr("备注"), tr("如 原件放在哪里"))
        self.who_field = Field(tr("哪一户的"), self.who)
        note = tr("《{title}》　印给：{subject}。单号作为这张纸的凭据留在记录里。").format(
            title=paper.title, subject=paper.subject
        )
        if paper.returned_on is not None:
            note += tr("这张表 {day} 录回过，再录以这次为准。").format(day=paper.returned_on)
        verb = tr("录回")
        self.ask(tr("签字日期"), desk.today(), desk.today, note=note, verb=verb)
        first = self.who if self._asks_who() else self.day
        first.setFocus()

    def before(self) -> None:
        """Whose it is where it was printed blank, the record, and a note."""
        if self._asks_who():
            self.add(self.who_field)
        if self.paper.about in _OF_RECORDS:
            self.record.setText(self.paper.record_no)
            self.add(Field(_record_word(self, self.paper.about), self.record))
        self.add(Field(self.tr("备注"), self.note))

    def lacking(self) -> bool:
        """A form of a household needs its household, or the number of its loan."""
        missing = (
            self._asks_who()
            and self.who.value is None
            and not (self.paper.about == "loan" and self.record.text().strip())
        )
        self.who_field.say(self.tr("请选是哪一户的。没有录回。") if missing else "")
        if missing:
            self.who.setFocus()
        return missing

    def _asks_who(self) -> bool:
        return self.paper.about in _OF_HOUSES and (
            not self.paper.household_no or self.paper.returned_on is not None
        )

    def _given(self, day: date) -> PaperBack:
        return PaperBack(
            text=self.paper.notice_no,
            household_no=self.who.value.key if self.who.value is not None else "",
            record_no=self.record.text().strip(),
            returned_on=day,
            note=self.note.text().strip(),
            again=self.paper.returned_on is not None,
        )

    def _find(self, query: str) -> list[Candidate]:
        return [
            Candidate(
                key=hit.household_no,
                name=hit.name,
                place=hit.village,
                number=hit.household_no[-4:],
            )
            for hit in self._desk.households.find(query)
        ]


def page_of(paper: Paper, *, township: bool) -> tuple[str, str]:
    """The page and what to show there for a paper that came back; empty where there is none."""
    if paper.about == "activity":
        return ("visits", _PLACES) if township else ("", "")
    if paper.about == "batch":
        return "subsidies", paper.record_no
    if paper.about == "loan" and paper.record_no:
        return "loans", paper.record_no
    return ("households", paper.household_no) if paper.household_no else ("", "")


def _record_word(of: QWidget, about: str) -> str:
    return {
        "loan": of.tr("借据号（可只写末四位）"),
        "batch": of.tr("贴息批次"),
        "activity": of.tr("活动编号（没有就先不写）"),
    }.get(about, "")
