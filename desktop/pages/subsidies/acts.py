"""What bank and offices do with a declaration, each asked for in a sheet of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.pages.subsidies import words as say
from desktop.texts import choices
from desktop.ui.fields import Cell, Combo, CountCell, DayCell, NoteLine
from desktop.ui.stepping import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.course import Course, CourseLine
    from desktop.ui.jobs import Jobs

_DAYS = "10"


class Acts:
    """Opens the sheets over a page; `done` is called once something was written."""

    def __init__(
        self, over: QWidget, desk: Desk, jobs: Jobs, done: Callable[[object], object]
    ) -> None:
        self._over, self._desk, self._jobs, self._done = over, desk, jobs, done
        self._tr = over.tr

    def hand_over(self, found: Course) -> Ask:
        """Say that the list went to the county, and how."""
        tr = self._tr
        on, way = self._day(), Combo(tr("方式"), choices("hand_over_way"))
        note = tr(
            "登记{where}第 {n} 版已申报到县农业农村部门。用同步包时，下一次同步随包发出；"
            "登记以后不能再撤回。"
        ).format(where=found.township, n=found.declaration.revision)

        def work() -> Callable[[], object]:
            number, day, how = found.declaration.id, _read(on), way.code()
            return lambda: self._desk.subsidies.declaring.hand_over(number, day, way=how)

        return self._ask(tr("登记申报"), work).ask(
            note, [(tr("申报日期"), on), (tr("方式"), way)], tr("登记申报")
        )

    def withdraw(self, found: Course) -> Ask:
        """Take back what was frozen and not handed over."""
        tr = self._tr
        why = NoteLine(tr("撤回的原因"), tr("例如：利率录错，重新导入"))
        note = tr("撤回以后这一版作废，重新取数生成下一版。")

        def work() -> Callable[[], object]:
            number, reason = found.declaration.id, why.text().strip()
            return lambda: self._desk.subsidies.declaring.withdraw(number, reason)

        return self._ask(tr("撤回冻结的清单"), work).ask(
            note,
            [(tr("撤回的原因"), why)],
            tr("撤回第 {n} 版").format(n=found.declaration.revision),
        )

    def reverse(self, one: CourseLine) -> Ask:
        """Say that a paid line was wrong."""
        tr = self._tr
        on, number = self._day(), NoteLine(tr("依据文号"))
        why = NoteLine(tr("为什么有误"), tr("例如：重复享受"))
        note = tr("已拨付的一行不改动；下一批自动加一条负数行冲回 {yuan} 元。").format(
            yuan=say.yuan(one.line.subsidy_fen)
        )

        def work() -> Callable[[], object]:
            told = (_read(on), why.text().strip(), number.text().strip())
            where, line_no = one.key
            return lambda: self._desk.subsidies.declaring.reverse(where, line_no, *told)

        return self._ask(tr("登记冲正"), work).ask(
            note,
            [(tr("发现日期"), on), (tr("为什么有误"), why), (tr("依据文号"), number)],
            tr("登记冲正"),
        )

    def give_back(self, lines: Sequence[CourseLine]) -> Ask:
        """Return lines with one reason."""
        tr = self._tr
        why = Combo(tr("退回原因"), choices("return_reason"))
        more = NoteLine(tr("说明"), tr("可不填"))
        note = tr("退回 {n} 行。银行看到原因，改好后随下一版再报；其余的行照办。").format(
            n=len(lines)
        )

        def work() -> Callable[[], object]:
            where, numbers = lines[0].key[0], {one.line.line_no for one in lines}
            code, text = why.code(), more.text().strip()
            return lambda: self._desk.subsidies.handling.review(
                where, numbers, "returned", reason_code=code, note=text
            )

        return self._ask(tr("退回"), work).ask(
            note,
            [(tr("退回原因"), why), (tr("说明"), more)],
            tr("退回 {n} 行").format(n=len(lines)),
            free=[more],
        )

    def publish(self, found: Course) -> Ask:
        """Say where and how long the list hangs."""
        tr = self._tr
        on, days = self._day(), CountCell(tr("公示天数"))
        days.setText(_DAYS)
        level = Combo(tr("公示级别"), [(one, one) for one in (tr("县"), tr("乡"), tr("村"))])
        place, phone = NoteLine(tr("地点"), tr("例如：各村委会公示栏")), Cell(tr("受理电话"))
        note = tr("首尾两天都算：10 天从 10-10 到 10-19。公示稿在打印中心打印。")

        def work() -> Callable[[], object]:
            number, day, count = found.declaration.id, _read(on), days.number() or 0
            told = {
                "level": level.code(),
                "place": place.text().strip(),
                "phone": phone.text().strip(),
            }
            handling = self._desk.subsidies.handling
            return lambda: handling.publish(number, day, count, **told)

        return self._ask(tr("登记公示"), work).ask(
            note,
            [
                (tr("从哪天"), on),
                (tr("公示天数"), days),
                (tr("公示级别"), level),
                (tr("地点"), place),
                (tr("受理电话"), phone),
            ],
            tr("登记公示"),
        )

    def object_to(self, one: CourseLine) -> Ask:
        """Write an objection against a line."""
        tr = self._tr
        on, text = self._day(), NoteLine(tr("异议内容"))
        who = NoteLine(tr("谁提出的"), tr("可不填，如：本村村民"))
        note = tr("{name}这一行暂停，其余的行照办。").format(name=one.line.borrower_name)

        def work() -> Callable[[], object]:
            (where, number), day = one.key, _read(on)
            said, by = text.text().strip(), who.text().strip()
            handling = self._desk.subsidies.handling
            return lambda: handling.object_to(where, number, day, said, by)

        return self._ask(tr("登记异议"), work).ask(
            note,
            [(tr("提出日期"), on), (tr("异议内容"), text), (tr("谁提出的"), who)],
            tr("登记异议"),
            free=[who],
        )

    def decide(self, one: CourseLine) -> Ask:
        """Say how the open objection against a line ended."""
        tr = self._tr
        raised = next(said for said in one.objections if not said.outcome)
        on, outcome = self._day(), Combo(tr("处理结果"), choices("objection_outcome"))
        how = NoteLine(tr("怎么核实的"))

        def work() -> Callable[[], object]:
            told = (outcome.code(), _read(on), how.text().strip())
            where, number = one.key[0], raised.objection_no
            return lambda: self._desk.subsidies.handling.decide(where, number, *told)

        return self._ask(tr("异议的处理结果"), work).ask(
            tr("异议：{text}。不成立的，这一行可以接着办。").format(text=raised.text),
            [(tr("处理日期"), on), (tr("处理结果"), outcome), (tr("怎么核实的"), how)],
            tr("登记结果"),
        )

    def submit(self, found: Course) -> Ask:
        """Hand the reviewed lines to finance."""
        tr = self._tr
        on, number = self._day(), NoteLine(tr("文号"))
        note = tr(
            "审核无误、没有异议的行提交县财政，共 {yuan} 元；有异议的以后可以另外提交。"
        ).format(yuan=say.yuan(found.accepted_fen))

        def work() -> Callable[[], object]:
            told = (found.declaration.id, _read(on), number.text().strip())
            return lambda: self._desk.subsidies.handling.submit(*told)

        return self._ask(tr("提交财政"), work).ask(
            note, [(tr("提交日期"), on), (tr("文号"), number)], tr("登记提交")
        )

    def close(self, found: Course) -> Ask:
        """Say that nobody waits any more."""
        tr = self._tr
        on = self._day()

        def work() -> Callable[[], object]:
            told = (found.declaration.id, _read(on))
            return lambda: self._desk.subsidies.handling.close(*told)

        return self._ask(tr("办结"), work).ask(
            tr("每一行都已拨付、退回或冲正，才能办结。"), [(tr("办结日期"), on)], tr("登记办结")
        )

    def _day(self) -> DayCell:
        tr = self._tr
        cell = DayCell(tr("日期"), self._desk.today, width=140)
        cell.set_day(self._desk.today())
        return cell

    def _ask(self, title: str, work: Callable[[], Callable[[], object]]) -> Ask:
        return Ask(self._over, title, self._jobs, work, self._done)


def _read(cell: DayCell) -> date:
    """The day of a cell that was seen to hold one."""
    return cell.day() or date.max
