"""Without a screen: the whole main job once on invented people, results left in a folder."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import yuan
from desktop.cli.policy import DECISION
from desktop.services.records.checks import CheckRequest
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry
from desktop.texts import sentence, word

if TYPE_CHECKING:
    from desktop.services.demo import DemoPlace
    from desktop.services.desk import Desk
    from desktop.services.door import Door

_STEPS = {
    "roster": "写出演示名单（Excel）",
    "county": "建县级账本，导入名单，做开户包，两个乡镇开户",
    "visits": "记一年的走访台账",
    "sync": "乡镇与县里交换数据",
}


def run(door: Door) -> int:
    """Do the main job headless; returns the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="township-desk-tour-"))
    _say("没有可用的屏幕，改为不开窗口走一遍全部主要工作（人和数都是虚构的）。")
    place = door.make_demo(folder / "demo", say=lambda step: _say(f"· {_STEPS[step]}"))
    desk = door.unlock(place.townships[0], place.officers[0], place.password)
    try:
        _work(desk, folder, place)
    finally:
        desk.close()
    _answer(door, place)
    _say(f"完成。PDF、Excel、数据包和账本都在：{folder}")
    _say(f"演示账本的密码：{place.password}")
    return 0


def _work(desk: Desk, folder: Path, place: DemoPlace) -> None:
    """Find, log, check, print, export, hand over."""
    number = desk.households.numbers()[0]
    card = desk.households.card(number)
    logged = desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
            person_met=card.line.head_name,
            policy_understood="understood",
            has_need=True,
            need_amount_fen=5_000_000,
            need_use="养羊",
            note="讲了先付息、后贴息",
        )
    )
    _say(f"· 记走访：{card.line.head_name}（{card.line.village}）单号 {logged.visit_no}")
    found = desk.eligibility.check(
        CheckRequest(
            household_no=number,
            member_no=card.members[0].member_no,
            amount_fen=5_000_000,
            months=24,
            purpose_code="production",
        )
    )
    asked = f"{yuan(5_000_000)} 元、24 个月"
    _say(
        f"· 资格核对：{asked}，{word('outcome', found.outcome)}，编号 {found.check_no}。{DECISION}"
    )
    for kind, scope, paper in (
        ("F04", NoticeScope(household_nos=(number,)), "A4"),
        ("F01", NoticeScope(township=desk.station.townships[0][0]), "A3"),
    ):
        out = folder / f"{kind}-{paper}.pdf"
        issued = desk.notices.issue(kind, scope, paper, out=out)
        verdict = desk.notices.verify(str(out))
        _say(f"· 打印 {issued.title}（{paper}）：{out.name}，{sentence(verdict.reason, {})}")
    written = desk.exports.write("visits", folder / "台账.xlsx")
    _say(f"· 台账导出 Excel：{written.rows} 行")
    sent = desk.sync.run(str(place.mailbox))
    _say(f"· 上报：{sum(one.operations for one in sent.sent)} 条，等待县里回执")


def _answer(door: Door, place: DemoPlace) -> None:
    """The county takes and answers; the township sees the receipt."""
    clerk = door.officers(place.county)[0]
    for ledger, officer in ((place.county, clerk), (place.townships[0], place.officers[0])):
        desk = door.unlock(ledger, officer, place.password)
        try:
            desk.sync.run(str(place.mailbox))
            status = desk.traffic.status()
        finally:
            desk.close(backup=False)
    _say(f"· 县里已回执：对方已确认 {status.confirmed} 条，未上报 {status.unsent} 条")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
