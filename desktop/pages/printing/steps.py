"""The three steps of the print centre: which sheet, about whom, what to know before printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.printing.chosen import Chosen
from desktop.pages.printing.options import Options
from desktop.services.records.papers import NoticeScope
from desktop.texts import choices
from desktop.ui.fields import Choice, Combo, Field
from desktop.ui.messages import Whole
from desktop.ui.parts import Card, button, column, row, rule, scrolled, words
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.papers import NoticeDraft, NoticeKind
    from desktop.services.records.people import Found, Station, Village
    from desktop.ui.jobs import Jobs

RESULT, INSPECTION, DUTY, HANDED = "F08", "F11", "LZ", "YJ"
ONE, VILLAGE, TOWNSHIP, SEVERAL = "household", "village", "township", "several"
_OF_HOUSEHOLDS = (ONE, VILLAGE, TOWNSHIP, SEVERAL)
FILLED, BLANK = "filled", "blank"
_OF_OFFICES = frozenset({"county", "period"})
BUNDLE = "F27"
_SHOWN_MISSING = 6


class Steps(Card):
    """What is to be printed; `changed` says that the sheet has to be looked at again."""

    changed = Signal()
    mending = Signal()
    printing = Signal()
    saving = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=16)
        self.desk, self.jobs = desk, jobs
        self.household = self.place = self.bundle = ""
        self.record: tuple[str, NoticeScope] | None = None
        self.kinds: dict[str, NoticeKind] = {}
        self._round: tuple[str, ...] = ()
        self._group = ""
        self._choices()
        self._says()
        self.setFixedWidth(Theme.current().px(320))
        self.body.addWidget(scrolled(self._inner()), 1)
        self.body.addLayout(row(self.save_button, 1, self.print_button))

    def _choices(self) -> None:
        tr = self.tr
        self.group = Choice(tr("什么时候用"), choices("notice_group"))
        self.group.picked.connect(self._group_picked)
        self.form = Choice(tr("填写"), [(FILLED, tr("按台账填好")), (BLANK, tr("空白"))])
        self.form.set_code(FILLED)
        self.form.picked.connect(self._form_picked)
        self.kind = Combo(tr("材料"))
        self.paper = Combo(tr("纸张"))
        self.papers = Field(tr("纸张"), self.paper)
        for combo in (self.kind, self.paper):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(3)
        self.about = Choice(
            tr("范围"),
            [
                (ONE, tr("一户")),
                (VILLAGE, tr("一个村")),
                (TOWNSHIP, tr("整个乡镇")),
                (SEVERAL, tr("选几户")),
            ],
        )
        self.about.set_code(ONE)
        self.about.picked.connect(lambda _code: self.scoped())
        self.village = Combo(tr("村"))
        self.township = Combo(tr("乡镇"))
        self.who = Picker(tr("农户"), self.jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.who.picked.connect(self.picked)
        self.chosen = Chosen()
        self.chosen.changed.connect(self.changed.emit)
        self.options = Options(self.desk, self.jobs)
        self.options.changed.connect(self.changed.emit)
        self.village.currentIndexChanged.connect(lambda _place: self.scoped())
        self.kind.currentIndexChanged.connect(lambda _place: self.settle_kind())
        for combo in (self.paper, self.township):
            combo.currentIndexChanged.connect(lambda _place: self.changed.emit())

    def _says(self) -> None:
        tr = self.tr
        self.check = words("", "label", wrap=True)
        self.check.hide()
        self.missing = Whole("", "", "error")
        self.mend = button(tr("去补"), self.mending.emit)
        self.privacy = Whole("", "label")
        self.amount = Whole("", "label")
        self.print_button = button(tr("打印 Ctrl+P"), self.printing.emit, kind="primary")
        self.save_button = button(tr("存PDF"), self.saving.emit)

    def _inner(self) -> QWidget:
        tr = self.tr
        inner = QWidget()
        inner.setLayout(
            column(
                words(tr("1 选材料"), "label"),
                self.group,
                self.kind,
                self.form,
                self.papers,
                rule(soft=True),
                words(tr("2 选范围"), "label"),
                self.check,
                self.about,
                self.who,
                self.chosen,
                self.village,
                self.township,
                self.options,
                1,
                gap=6,
            )
        )
        return inner

    def says(self) -> QWidget:
        """What is to be known before printing, to stand over the sheet."""
        made = QWidget()
        line = row(self.missing, self.mend)
        line.setStretch(0, 1)
        inner = column(line, self.amount, self.privacy, gap=2)
        inner.setContentsMargins(0, 0, 0, 0)
        made.setLayout(inner)
        return made

    def scope(self) -> NoticeScope | None:
        """What the sheet is about, None while nothing is chosen."""
        kind = self.kinds.get(self.kind.code())
        if self.is_blank():
            return self.options.narrowed(NoticeScope(blank=True))
        named = self._named()
        if named is not None:
            return named
        if kind is not None and self._of_offices(kind):
            bundle = self.bundle if kind.kind == BUNDLE else ""
            return self.options.narrowed(NoticeScope(bundle=bundle))
        about = self.about.code()
        if about == ONE:
            numbers: tuple[str, ...] = (self.household,) if self.household else ()
            return self._narrowed(NoticeScope(household_nos=numbers), known=bool(numbers))
        if about == SEVERAL:
            numbers = self.chosen.numbers()
            return self._narrowed(NoticeScope(household_nos=numbers), known=bool(numbers))
        code = self.village.code() if about == VILLAGE else self.township.code()
        place = NoticeScope(village=code) if about == VILLAGE else NoticeScope(township=code)
        return self._narrowed(place, known=bool(code))

    def _narrowed(self, scope: NoticeScope, *, known: bool) -> NoticeScope | None:
        return self.options.narrowed(scope) if known else None

    def take_kind(self, wanted: str) -> None:
        """Choose a sheet by its kind, and the sheets that are needed when it is."""
        kind = self.kinds.get(wanted)
        if kind is not None:
            self.group.set_code(kind.group)
            self._fill(kind.group)
        self.form.set_code(FILLED)
        self.kind.choose(wanted)
        self.settle_kind()

    def is_blank(self) -> bool:
        """Whether a form is wanted to be written on."""
        kind = self.kinds.get(self.kind.code())
        return kind is not None and kind.blank and self.form.code() == BLANK

    def _group_picked(self, group: str) -> None:
        """Only the sheets of one moment stand in the list; there is always one moment."""
        if group:
            self._fill(group)
            self.settle_kind()
        else:
            self.group.set_code(self._group)

    def _form_picked(self, code: str) -> None:
        self.form.set_code(code or FILLED)
        self.scoped()

    def _fill(self, group: str) -> None:
        self._group = group
        found = [one for one in self.kinds.values() if one.group == group]
        self.kind.fill([(one.kind, one.title) for one in found])

    def settle_kind(self) -> None:
        """A sheet allows some papers and some scopes."""
        kind = self.kinds.get(self.kind.code())
        if kind is None:
            return
        self.bundle = self.bundle if kind.kind == BUNDLE else ""
        self.paper.fill(list(zip(kind.papers, kind.paper_labels, strict=True)))
        self.papers.setVisible(len(kind.papers) > 1)
        allowed = _OF_HOUSEHOLDS if kind.scope == ONE else (kind.scope,)
        self.about.allow(allowed)
        if not self._of_offices(kind) and self.about.code() not in allowed:
            self.about.set_code(allowed[0])
        round_kinds = [(one, self.kinds[one].title) for one in self._round if one in self.kinds]
        self.options.offer(kind.packs, round_kinds)
        self.scoped()

    def _of_offices(self, kind: NoticeKind) -> bool:
        """Whether a sheet goes from office to office and is about no place here."""
        return kind.scope in _OF_OFFICES or kind.kind == BUNDLE

    def scoped(self) -> None:
        """Show what the chosen scope needs."""
        kind = self.kinds.get(self.kind.code())
        named = self._named()
        self.form.setVisible(kind is not None and kind.blank)
        fixed = (
            named is not None or self.is_blank() or (kind is not None and self._of_offices(kind))
        )
        self.check.setText(self._fixed(named))
        self.check.setVisible(fixed)
        self.about.setVisible(not fixed and kind is not None and kind.scope == ONE)
        about = BLANK if self.is_blank() else self.about.code()
        for codes, editor in (
            ({ONE, SEVERAL}, self.who),
            ({SEVERAL}, self.chosen),
            ({VILLAGE}, self.village),
            ({TOWNSHIP}, self.township),
        ):
            editor.setVisible(about in codes and not fixed)
        self.options.show_for(self.kind.code(), about)
        if about == VILLAGE:
            self.options.of_village(self.village.code())
        self.changed.emit()

    def _named(self) -> NoticeScope | None:
        """The record that the chosen sheet is of, where another page named one."""
        kind, scope = self.record or ("", None)
        return scope if kind == self.kind.code() else None

    def _fixed(self, named: NoticeScope | None) -> str:
        """What stands in the place of a scope."""
        if self.is_blank():
            return self.tr("空白表每张一个单号。签好收回后，在“验真与登记”里输单号或扫码录回。")
        if named is not None:
            texts = {
                RESULT: self.tr("核对记录 {no} 的结果单"),
                INSPECTION: self.tr("检查记录 {no} 的检查表"),
                DUTY: self.tr("借据 {no} 的履职证据包"),
                HANDED: self.tr("移交 {no} 的清单"),
            }
            return texts[self.kind.code()].format(no=named.check_no or named.record_no)
        return self.tr("整个单位的材料，不用选村和户")

    def offer(self, kinds: list[NoticeKind], round_kinds: tuple[str, ...]) -> None:
        """Offer the sheets that there are."""
        self.kinds = {one.kind: one for one in kinds}
        self._round = round_kinds
        self._fill(self.group.code())

    def station(self, station: Station) -> None:
        """Offer the townships."""
        self.township.fill(list(station.townships))

    def villages(self, villages: list[Village]) -> None:
        """Offer the villages."""
        text = self.tr("{name}（{n} 户）")
        self.village.fill(
            [
                (one.division_code, text.format(name=one.village, n=one.households))
                for one in villages
            ]
        )
        self.options.villages(villages)
        wanted = [one for one in villages if self.place in {one.village, one.division_code}]
        if self.place and wanted:
            self.village.choose(wanted[0].division_code)
        self.place = ""
        self.scoped()

    def came(self, hits: list[Found]) -> None:
        """A household that was looked up by its number."""
        for hit in hits[:1]:
            self.about.set_code(ONE)
            self.scoped()
            self.who.set_value(self._candidate(hit))
            self.picked(self._candidate(hit))

    def picked(self, candidate: Candidate) -> None:
        """A household was picked: it is the one, or one more."""
        if self.about.code() == SEVERAL:
            self.chosen.add(candidate)
            self.who.set_value(None)
            return
        self.household = candidate.key
        self.changed.emit()

    def forget(self) -> None:
        """Let go of people."""
        self.household, self.record = "", None
        self.check.hide()
        self.who.set_value(None)
        self.chosen.clear()

    def told(self, draft: NoticeDraft) -> None:
        """What is missing, what is said of people, how much paper it takes."""
        tr = self.tr
        names = [label for _, label in draft.missing[:_SHOWN_MISSING]]
        text = tr("缺 {n} 项：{names}。补上后才能打印。")
        self.missing.setText(text.format(n=len(draft.missing), names=tr("、").join(names)))
        self.missing.setVisible(bool(draft.missing))
        self.mend.setVisible(bool(draft.missing))
        personal = tr("、").join(draft.personal)
        self.privacy.setText(
            tr("印出来有个人信息：{names}。只交给本人或留在单位，不张贴。").format(names=personal)
            if personal
            else tr("印出来没有农户个人信息。")
        )
        self.privacy.show()
        marks = {"archive": tr("，印有“历史留档”"), "review": tr("，印有“公示稿 供审核”")}
        text = tr("《{title}》共 {n} 张{mark}。打印时登记单号，预览不占号。")
        self.amount.setText(
            text.format(title=draft.title, n=draft.pages, mark=marks.get(draft.marked, ""))
        )
        self.ready(on=not draft.missing)

    def blank(self, text: str) -> None:
        """Nothing can be shown yet, and why."""
        for part in (self.missing, self.mend, self.privacy):
            part.hide()
        self.amount.setText(text)
        self.ready(on=False)

    def ready(self, *, on: bool) -> None:
        """Whether it can be printed."""
        self.print_button.setEnabled(on)
        self.save_button.setEnabled(on)

    def _find(self, query: str) -> list[Candidate]:
        return [self._candidate(hit) for hit in self.desk.households.find(query)]

    def _candidate(self, hit: Found) -> Candidate:
        return Candidate(
            key=hit.household_no, name=hit.name, place=hit.village, number=hit.household_no[-4:]
        )
