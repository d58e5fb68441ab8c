"""What bank and offices do with a claim and with the fund, each asked for in a sheet of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.pages.compensation import words as say
from desktop.texts import choices
from desktop.ui.fields import AmountCell, Combo, DayCell, NoteLine
from desktop.ui.stepping import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.fund import ClaimLine, FundLine, RecoveryLine
    from desktop.ui.jobs import Jobs

_BY_HAND = ("deposit", "interest")


class Acts:
    """Opens the sheets over a page; `done` is called once something was written."""

    def __init__(
        self, over: QWidget, desk: Desk, jobs: Jobs, done: Callable[[object], object]
    ) -> None:
        self._over, self._desk, self._jobs, self._done = over, desk, jobs, done
        self._tr = over.tr

    def withdraw(self, one: ClaimLine) -> Ask:
        """Take a claim back."""
        tr, number = self._tr, one.claim.claim_no
        why = NoteLine(tr("撤回的原因"))

        def work() -> Callable[[], object]:
            reason = why.text()
            return lambda: self._desk.compensation.claiming.withdraw(number, reason)

        note = tr("撤回 {no} 以后，这笔贷款可以重新申请。").format(no=number)
        return self._ask(tr("撤回申请"), work).ask(note, [(tr("原因"), why)], tr("撤回申请"))

    def accept(self, one: ClaimLine) -> Ask:
        """Say that a claim was verified."""
        tr, number, lost = self._tr, one.claim.claim_no, one.claim.trigger == 1
        office, on = Combo(tr("部门"), choices("claim_office")), self._day()
        cause = Combo(tr("丧失还款能力"), [("", ""), ("yes", tr("已核实，属实"))])
        note, document = NoteLine(tr("核实意见")), NoteLine(tr("文号"))

        def work() -> Callable[[], object]:
            told = (office.code(), "accepted", _read(on))
            verified = True if lost and cause.code() else None
            said, number_of = note.text(), document.text()
            return lambda: self._desk.compensation.handling.review(
                number, *told, cause_verified=verified, note=said, document_no=number_of
            )

        cells: list[tuple[str, QWidget]] = [(tr("部门"), office), (tr("日期"), on)]
        cells += [(tr("丧失还款能力"), cause)] if lost else []
        cells += [(tr("核实意见"), note), (tr("文号"), document)]
        text = tr("核实的是事实和材料，是否补偿由县里决定。需县里核实的情况，要写意见和文号。")
        return self._ask(tr("登记核实无误"), work).ask(
            text, cells, tr("核实无误"), free=(note, document)
        )

    def give_back(self, one: ClaimLine) -> Ask:
        """Return a claim with a reason."""
        tr, number = self._tr, one.claim.claim_no
        office, on = Combo(tr("部门"), choices("claim_office")), self._day()
        why, note = Combo(tr("退回原因"), choices("claim_return")), NoteLine(tr("缺什么、错在哪"))

        def work() -> Callable[[], object]:
            told = (office.code(), "returned", _read(on))
            code, text = why.code(), note.text()
            return lambda: self._desk.compensation.handling.review(
                number, *told, reason_code=code, note=text
            )

        cells: list[tuple[str, QWidget]] = [
            (tr("部门"), office),
            (tr("日期"), on),
            (tr("退回原因"), why),
            (tr("缺什么、错在哪"), note),
        ]
        text = tr("退回以后由银行补正，在原编号上再报一版。")
        return self._ask(tr("退回申请"), work).ask(text, cells, tr("退回"))

    def pay(self, one: ClaimLine) -> Ask:
        """Pay the fund's share, or a part of it."""
        tr, number = self._tr, one.claim.claim_no
        amount = AmountCell(tr("付款金额（元）"), in_wan=False, width=140)
        amount.set_fen(one.left_fen)
        on, voucher = self._day(), NoteLine(tr("付款凭证号"))

        def work() -> Callable[[], object]:
            fen, day, no = amount.fen() or 0, _read(on), voucher.text()
            return lambda: self._desk.compensation.handling.pay(number, fen, day, voucher_no=no)

        text = tr(
            "基金应承担 {share} 元，还没付 {left} 元，可以分次付。流水的依据是 {no}。"
        ).format(share=say.yuan(one.claim.fund_share_fen), left=say.yuan(one.left_fen), no=number)
        return self._ask(tr("登记付款"), work).ask(
            text,
            [(tr("付款金额（元）"), amount), (tr("日期"), on), (tr("付款凭证号"), voucher)],
            tr("登记付款"),
        )

    def recover(self, one: ClaimLine) -> Ask:
        """Write what was recovered."""
        tr, number = self._tr, one.claim.claim_no
        amount = AmountCell(tr("追回金额（元）"), in_wan=False, width=140)
        costs = AmountCell(tr("追索费用（元）"), in_wan=False, width=140)
        on, voucher, way = self._day(), NoteLine(tr("凭证号")), NoteLine(tr("怎样追回的"))

        def work() -> Callable[[], object]:
            fen, day, no, how = amount.fen() or 0, _read(on), voucher.text(), way.text()
            spent = costs.fen()
            return lambda: self._desk.compensation.recovering.recover(
                number, fen, day, voucher_no=no, costs_fen=spent, way=how
            )

        text = tr(
            "追回的钱按分担比例退回专户，费用另记、不从里面扣。已代偿 {paid} 元，已追回 {back} 元。"
        ).format(paid=say.yuan(one.paid_fen), back=say.yuan(one.recovered_fen))
        cells: list[tuple[str, QWidget]] = [
            (tr("追回金额（元）"), amount),
            (tr("日期"), on),
            (tr("凭证号"), voucher),
            (tr("追索费用（元）"), costs),
            (tr("怎样追回的"), way),
        ]
        return self._ask(tr("登记追回"), work).ask(text, cells, tr("登记追回"), free=(costs, way))

    def strike(self, one: RecoveryLine) -> Ask:
        """Say that a recovery was written wrongly."""
        tr, number = self._tr, one.recovery.recovery_no
        why = NoteLine(tr("冲销的原因"))

        def work() -> Callable[[], object]:
            reason = why.text()
            return lambda: self._desk.compensation.recovering.strike(number, reason)

        text = tr("冲销 {no}（{yuan} 元）：记录留着，不再计算；已入账的由县里冲正。").format(
            no=number, yuan=say.yuan(one.recovery.amount_fen)
        )
        return self._ask(tr("冲销追回"), work).ask(text, [(tr("原因"), why)], tr("冲销"))

    def book(self, one: RecoveryLine) -> Ask:
        """Enter that the fund's part of a recovery came back."""
        tr, number = self._tr, one.recovery.recovery_no
        on, voucher = self._day(), NoteLine(tr("入账凭证号"))

        def work() -> Callable[[], object]:
            day, no = _read(on), voucher.text()
            return lambda: self._desk.compensation.handling.book_recovery(
                number, day, voucher_no=no
            )

        text = tr("追回 {no} 退专户 {yuan} 元，整笔入账。").format(
            no=number, yuan=say.yuan(one.recovery.to_fund_fen)
        )
        return self._ask(tr("追回入账"), work).ask(
            text, [(tr("日期"), on), (tr("入账凭证号"), voucher)], tr("登记入账")
        )

    def deposit(self) -> Ask:
        """Enter what was put in, or interest."""
        tr = self._tr
        words = [one for one in choices("fund_kind") if one[0] in _BY_HAND]
        kind = Combo(tr("类别"), words)
        amount = AmountCell(tr("金额（元）"), in_wan=False, width=140)
        on, ref, voucher = self._day(), NoteLine(tr("依据文号")), NoteLine(tr("凭证号"))

        def work() -> Callable[[], object]:
            told = (kind.code(), amount.fen() or 0, _read(on))
            no, slip = ref.text(), voucher.text()
            return lambda: self._desk.compensation.handling.deposit(
                *told, ref_no=no, voucher_no=slip
            )

        cells: list[tuple[str, QWidget]] = [
            (tr("类别"), kind),
            (tr("金额（元）"), amount),
            (tr("日期"), on),
            (tr("依据文号"), ref),
            (tr("凭证号"), voucher),
        ]
        text = tr("专款专存、封闭运行：只记存入和利息，补偿和追回由付款、入账自动记。")
        return self._ask(tr("登记存入或利息"), work).ask(text, cells, tr("登记"), free=(voucher,))

    def counter(self, one: FundLine) -> Ask:
        """Take an entry back by one against it."""
        tr, number = self._tr, one.entry.entry_no
        on, voucher, why = self._day(), NoteLine(tr("冲正凭证号")), NoteLine(tr("原因"))

        def work() -> Callable[[], object]:
            day, no, reason = _read(on), voucher.text(), why.text()
            return lambda: self._desk.compensation.handling.counter(
                number, reason, day, voucher_no=no
            )

        text = tr("流水只增不改：{no}（{yuan} 元）留着，另记一笔相反的。").format(
            no=number, yuan=say.yuan(one.entry.amount_fen)
        )
        return self._ask(tr("冲正"), work).ask(
            text,
            [(tr("日期"), on), (tr("冲正凭证号"), voucher), (tr("原因"), why)],
            tr("冲正这一笔"),
        )

    def state(self, known: tuple[int, int]) -> Ask:
        """Say what the loans came to on a day; `known` is what this ledger's own come to."""
        tr = self._tr
        loans = AmountCell(tr("帮扶小额信贷余额（元）"), in_wan=False, width=160)
        older = AmountCell(tr("旧产品余额（元）"), in_wan=False, width=160)
        account = AmountCell(tr("对账单余额（元）"), in_wan=False, width=160)
        on, source = self._day(), NoteLine(tr("数据来源"))
        if any(known):
            loans.set_fen(known[0])
            older.set_fen(known[1])

        def work() -> Callable[[], object]:
            day, fen, text = _read(on), loans.fen() or 0, source.text()
            old, held = older.fen(), account.fen()
            return lambda: self._desk.compensation.handling.state(
                day, fen, source=text, older_loans_fen=old, account_fen=held
            )

        cells: list[tuple[str, QWidget]] = [
            (tr("日期"), on),
            (tr("帮扶小额信贷余额（元）"), loans),
            (tr("旧产品余额（元）"), older),
            (tr("对账单余额（元）"), account),
            (tr("数据来源"), source),
        ]
        text = tr("全县合计，只用来算专户最低规模；旧产品算不算由县里定，两种都列出。")
        return self._ask(tr("登记贷款余额"), work).ask(
            text, cells, tr("登记"), free=(older, account)
        )

    def _day(self) -> DayCell:
        tr = self._tr
        cell = DayCell(tr("日期"), self._desk.today)
        cell.set_day(self._desk.today())
        return cell

    def _ask(self, title: str, work: Callable[[], Callable[[], object]]) -> Ask:
        return Ask(self._over, title, self._jobs, work, self._done)


def _read(cell: DayCell) -> date:
    """The day of a cell that was looked at before."""
    return cell.day() or date.min
