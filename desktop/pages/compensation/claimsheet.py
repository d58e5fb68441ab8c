"""The sheet on which a bank files a claim, or files it anew, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.pages.compensation import words as say
from desktop.services import amounts
from desktop.services.records.fund import ClaimEntry
from desktop.texts import choices, word
from desktop.texts import compensation as texts
from desktop.ui.fields import AmountCell, Choice, DayCell, NoteLine
from desktop.ui.jobs import Latest
from desktop.ui.messages import explain
from desktop.ui.parts import words
from desktop.ui.walksheet import WalkSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.fund import Assessment, ClaimLine
    from desktop.ui.jobs import Jobs

_FIELD_OF = {
    "claim_cause_missing": "cause",
    "claim_day_wrong": "claimed_on",
    "claim_not_overdue": "overdue_since",
    "claim_too_early": "claimed_on",
    "claim_amount_wrong": "principal",
    "claim_above_loan": "principal",
    "claim_renewal_open": "renewable",
    "claim_still_renewable": "renewable",
    "claim_npl_missing": "npl_product",
    "percent_typed_invalid": "npl_product",
    "claim_late": "late_reason",
}
_LOST = frozenset({"died", "ill"})
_NO, _YES = "no", "yes"


class ClaimSheet(WalkSheet):
    """The space bar ticks papers, Ctrl+Enter files; Enter only comes as far as the button."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        *,
        loan_no: str,
        who: str,
        known: ClaimLine | None = None,
    ) -> None:
        """`known` is the claim that is filed anew."""
        title = parent.tr("再报一版：{who}") if known else parent.tr("申请补偿：{who}")
        super().__init__(parent, jobs, title.format(who=who), parent.tr("申请补偿 Ctrl+回车"))
        self.desk = desk
        self._loan_no, self._known = loan_no, known
        self._latest = Latest()
        self._made()
        self._laid()
        self.claimed_on.set_day(desk.today())
        if known is not None:
            self._fill(known)
        self._caused()
        self.cause.setFocus()

    def _made(self) -> None:
        tr, today = self.tr, self.desk.today
        self.cause = Choice(tr("原因"), choices("claim_cause"))
        self.claimed_on = DayCell(tr("申请日期"), today)
        self.overdue_since = DayCell(tr("逾期起始日"), today)
        self.principal = AmountCell(tr("补偿本金（元）"), in_wan=False, width=140)
        self.interest = AmountCell(tr("合同利息（元）"), in_wan=False, width=140)
        self.renewable = Choice(tr("还能续贷、展期吗"), [(_NO, tr("不能")), (_YES, tr("还能"))])
        self.renewal_note = NoteLine(tr("评估情况"), tr("哪天评估的，为什么不能"))
        self.npl_product = NoteLine(tr("帮扶小额信贷不良率%"), tr("如 2.40"))
        self.npl_bank = NoteLine(tr("本行各项贷款不良率%"), tr("如 1.50"))
        self.npl_source = NoteLine(tr("不良率来源"), tr("哪天的哪张报表，分支机构还是法人"))
        self.late_reason = NoteLine(tr("超期原因"), tr("过了最迟办结日才写"))
        self.note = NoteLine(tr("备注"))
        self.fields: dict[str, QWidget] = {
            "cause": self.cause,
            "claimed_on": self.claimed_on,
            "overdue_since": self.overdue_since,
            "principal": self.principal,
            "interest": self.interest,
            "renewable": self.renewable,
            "renewal_note": self.renewal_note,
            "npl_product": self.npl_product,
            "npl_bank": self.npl_bank,
            "npl_source": self.npl_source,
            "late_reason": self.late_reason,
            "note": self.note,
        }
        self.papers = {key: QCheckBox(name) for key, name in choices("claim_material")}

    def _laid(self) -> None:
        tr = self.tr
        self.add(words(tr("金额和逾期起始日不填的，按银行台账。"), "label", wrap=True))
        for editor in self.fields.values():
            self.form.add(editor.accessibleName(), editor)
        self.add(self.form)
        self.add(words(texts.NO_SERIES, "label", wrap=True))
        self.add(words(tr("材料清单"), "strong"))
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        for one in self.papers.values():
            lines.addWidget(one)
            one.toggled.connect(lambda _on: self._look())
        self.add(box)
        self.add(words(texts.MATERIALS_NOTE, "label", wrap=True))
        self.told = words("", wrap=True)
        self.add(self.told)
        self.body.addStretch(1)
        self.cause.picked.connect(lambda _code: self._caused())
        self.renewable.picked.connect(lambda _code: self.go_on(self.renewable))

    def entry(self) -> Callable[[], ClaimEntry] | None:
        """What the sheet says, read where the work is done; None with a hint at what is unread."""
        for cell in (self.claimed_on, self.overdue_since, self.principal, self.interest):
            if cell.unread():
                self.hint(cell, self.tr("这一格读不懂，请改。没有保存。"))
                return None
        rates = self.npl_product.text().strip(), self.npl_bank.text().strip()
        said: dict[str, Any] = {
            name: getattr(self, name).text()
            for name in ("renewal_note", "npl_source", "late_reason", "note")
        }
        answer = self.renewable.code()
        told: dict[str, Any] = {
            "cause": self.cause.code(),
            "claimed_on": self.claimed_on.day() or self.desk.today(),
            "overdue_since": self.overdue_since.day(),
            "principal_fen": self.principal.fen(),
            "interest_fen": self.interest.fen(),
            "renewable": None if not answer else answer == _YES,
            "materials": tuple(
                key for key, one in self.papers.items() if one.isChecked() and not one.isHidden()
            ),
        }
        loan, known = self._loan_no, self._known
        more: dict[str, Any] = {} if known is None else {"npl_on": known.claim.npl_on}

        def read() -> ClaimEntry:
            product, bank = (amounts.ppm(text) if text else None for text in rates)
            return ClaimEntry(
                loan_no=loan, npl_product_ppm=product, npl_bank_ppm=bank, **said, **told, **more
            )

        return read

    def save(self) -> None:
        """File it; the button waits until the answer is there."""
        self.form.quiet()
        read = self.entry()
        if read is None or not self.go.isEnabled():
            return
        service, known = self.desk.compensation.claiming, self._known

        def write() -> ClaimLine:
            if known is not None:
                return service.resubmit(known.claim.claim_no, read())
            return service.file(read())

        self.write(write)

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        text = explain(error)
        if text is None:
            return False
        name = _FIELD_OF.get(getattr(error, "code", ""), "note")
        self.hint(self.fields[name], text)
        return True

    def _fill(self, known: ClaimLine) -> None:
        one = known.claim
        self.cause.set_code(one.cause)
        self.overdue_since.set_day(one.overdue_since)
        self.principal.set_fen(one.claim_principal_fen)
        self.interest.set_fen(one.claim_interest_fen)
        self.renewable.set_code("" if one.renewable is None else _NO)
        self.npl_product.setText(say.percent(one.npl_product_ppm))
        self.npl_bank.setText(say.percent(one.npl_bank_ppm))
        for name in ("renewal_note", "npl_source", "late_reason", "note"):
            getattr(self, name).setText(getattr(one, name))
        for key, box in self.papers.items():
            box.setChecked(key in one.materials)

    def _caused(self) -> None:
        """Ask for what the chosen cause needs, and for nothing else."""
        cause = self.cause.code()
        lost = cause in _LOST
        for editor in (self.overdue_since, self.renewable, self.renewal_note, self.late_reason):
            self.form.show_row(editor, shown=not lost)
        self._look()
        if self.isVisible() and cause:
            self.go_on(self.cause)

    def _look(self) -> None:
        """What the rules say of it as it stands; nothing is kept."""
        read = self.entry()
        if read is None or not self.cause.code():
            return
        service = self.desk.compensation.claiming
        self.jobs.run(lambda: service.look(read()), self._latest.only(self._looked))

    def _looked(self, found: Assessment) -> None:
        tr = self.tr
        wanted = {*found.lacking, *found.needed}
        for key, box in self.papers.items():
            box.setVisible(key in wanted)
        parts = [*say.conditions(found), say.gate(found)]
        parts += [say.step(one) for one in found.steps]
        if found.lacking:
            named = tr("、").join(word("claim_material", one) for one in found.lacking)
            parts.append(tr("材料还缺：{named}").format(named=named))
        self.told.setText("\n".join(parts))

    def stops(self) -> list[QWidget]:
        """The questions, then the papers to tick."""
        return [*self.fields.values(), *self.papers.values()]

    def go_on(self, now: QWidget | None) -> None:
        """Go to the next question; what the rules say of the claim follows."""
        if now is not self.cause:
            self._look()
        super().go_on(now)

    def end(self) -> None:
        """A claim is filed by its button or Ctrl+Enter only."""
        self.go.setFocus()
