"""Values for every printed sheet, as a service would hand them over; people are made up."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.printing.drafts import Draft, Stamp, compose
from desktop.printing.fonts import Fonts
from desktop.printing.ink import Text
from desktop.printing.templates import Templates
from desktop.rules import money, phones

if TYPE_CHECKING:
    from collections.abc import Iterator

RESOURCES = Path(__file__).parent.parent / "resources"
TODAY = date(2026, 11, 20)
NAMES = ("王𬱖明", "李〇", "李㛃", "阿卜杜拉·买买提", "欧阳建国", "长" * 60)
EXAMPLES = (
    ("5 万元", "3.45%", 172500, 120750, 51750, 0),
    ("10 万元（有大额生产支出）", "4.35%", 435000, 250000, 50000, 135000),
)


@cache
def templates() -> Templates:
    """The sheets that ship."""
    table = tomllib.loads((RESOURCES / "policy" / "numerals.toml").read_text("utf-8"))
    numerals = money.Numerals.of(table)
    return Templates.load(RESOURCES, phones.mask, lambda fen: money.in_words(fen, numerals))


@cache
def fonts() -> Fonts:
    """The faces that ship."""
    return Fonts.load(RESOURCES / "fonts")


def values() -> dict[str, object]:
    """One value for every field of every sheet."""
    return {
        "county": "临县", "township": "白文镇", "village": "柳树沟村（东坡组）", "city": "吕梁市",
        "village_count": 23, "bank": "山西临县农村商业银行股份有限公司", "outlet": "白文支行",
        "outlet_address": "临县白文镇白文村新街12号", "outlet_hours": "周一至周五 8:30—17:30",
        "officer_name": "李㛃", "officer_phone": "0358-4421234", "staff_no": "LX0231",
        "supervision_phone": "0358-4423456", "complaint_phone": "0358-4429876",
        "bank_phone": "0358-4429877", "agency": "临县农业农村局", "agency_phone": "0358-4423456",
        "township_phone": "0358-4421111", "filed_by": "临县金融监管支局",
        "head_name": "王𬱖明", "household_no": "1499990012345", "borrower_name": "阿卜杜拉·买买提",
        "loan_no": "JD2023-0456", "loan_product": "脱贫人口小额信贷",
        "contract_no": "140909123456780456", "drawn_on": date(2023, 12, 20), "amount": 5000000,
        "matures_on": date(2026, 12, 20), "days_left": 30, "ask_by": date(2026, 12, 1),
        "renewals_used": 0, "renewals_told": True, "counted_on": TODAY, "principal": 5000000,
        "interest": 123456,
        "days": 15, "released_by": "赵律师", "released_on": date(2026, 10, 1),
        "released_text": "0a1b2c3d",
        "check_no": "141124105AC00001",
        "checked_on": TODAY, "months": 36, "purpose": "养羊", "summary": "2项待银行补充",
        "year": 2026, "quarter": 3, "period_from": date(2026, 7, 1),
        "period_to": date(2026, 9, 30), "banks": ["山西临县农村商业银行", "中国农业银行临县支行"],
        "bank_count": 2, "one_bank": None, "household_count": 30, "total_amount": 1234567,
        "notice_from": date(2026, 10, 10),
        "notice_to": date(2026, 10, 19), "interest_paid": 43125, "central": 30188,
        "province": 12937, "local": 0, "subsidy_total": 43125, "own": 0,
        "paid_on": date(2026, 11, 2),
        "removed_on": date(2026, 7, 1), "has_loan": True, "one_loan": True,
        "loan_products": ["帮扶小额信贷"], "loan_tails": ["0456"], "package_no": "LX-2026-0007",
        "sent_from": "白文支行", "sent_to": "临县金融监管支局", "operation_count": 46,
        "made_at": datetime(2026, 11, 20, 19, 5, tzinfo=UTC), "fingerprint": "9F2C 17AA 03BD",
        "printed_at": datetime(2026, 11, 20, 19, 5, tzinfo=UTC), "printed_by": "李㛃",
        "data_as_of": TODAY, "slogan": "按需申贷　按标准放贷", "slogan_clause": "四（一）",
        "applicant_name": "阿卜杜拉·买买提", "relation_to_head": "配偶",
        "id_number": "149999197001010013", "applied_amount": 8000000, "applied_months": 36,
        "need_month": date(2026, 12, 1), "member_count": 5,
        "household_phone": "15400000000", "application_no": "141124-A-2026-00007",
        "survey_no": "141124-A-2026-00008", "roster_state": "在册", "batch_no": "1411242026Q3",
        "list_no": "141124-A-2026-00031", "claim_principal": 5000000, "claim_interest": 123456,
        "loss": 5123456, "fund_share": 3586419, "bank_share": 1537037, "balance": 5000000,
        "overdue_since": date(2026, 8, 1), "deadline": date(2027, 2, 1), "no_tolerance": True,
        "no_renewal_check": True, "claim_no": "141124-A-2026-00041",
        "activity_no": "141124105AA00012", "held_on": TODAY, "activity_type": "院坝会",
        "place": "村委会大院", "posted_at": ["村委会公示栏", "镇政府门口"], "objection_count": 2,
        "handled": ["已核实更正"], "topics": ["政策要点", "贴息", "反诈"],
        "materials": ["政策明白纸", "防诈骗提示单"], "materials_count": 60, "attendance_total": 58,
        "attendance_elderly": 21, "attendance_disabled": 3, "photo_count": 4, "responsible": "李㛃",
        "revision": 1, "list_closed_on": date(2026, 10, 8), "frozen_on": date(2026, 10, 9),
        "line_count": 30, "rate": "3.60%", "span": "2026-06-21 2026-09-20", "interest_due": 43125,
        "interest_base": [5000000, 3000000], "payee_name": "阿卜杜拉·买买提", "id_type": "身份证",
        "document_no": "临农函(2026)9号", "submitted_on": date(2026, 10, 23),
        "bank_name": "白文支行", "account": "6217990000000000000", "basis": "晋金管发(2026)6号",
        "measure": "50,000.00、30,000.00元；92天；3.60%",
        "households": 612, "told_quarter": 300, "told": 512, "never_told": 100,
        "boards": 20, "places": 23, "visits": 1234, "needs": 40, "needs_checked": 31,
        "stage": "贷前", "on": TODAY, "number": "141124105AC00001", "proof": "9f2c17aa03bd66e1",
        "product": "惠农贷", "for_whom": "在册帮扶户", "term": "不超过3年", "guarantee": "信用",
        "contact": "李㛃 0358-4421234", "outlets": ["白文支行 临县白文镇白文村新街12号"],
        "role": "金融顾问", "org": "临县金融监管支局", "name": "李㛃", "areas": ["柳树沟村"],
        "hours": "周一至周五 8:30—17:30", "by": "李㛃", "group": "三组",
        "without_phone": 4, "part": "村：柳树沟村　经办人：李㛃",
        "sums": "本期合计：有效记录30条；已告知12户", "helpers": ["金融顾问王𬱖明 0358-4420001"],
    }  # fmt: skip


def rows(kind: str, count: int = 30) -> list[dict[str, object]]:
    """Rows for a list, with the names that are hard to set."""
    if kind == "F03":
        fields = ("loan", "rate", "interest", "central", "province", "own")
        return [
            {**dict(zip(fields, row, strict=True)), "rest": row[2] - row[3]} for row in EXAMPLES
        ]
    return [_row(number) for number in range(count)]


def _row(number: int) -> dict[str, object]:
    return {
        **values(), "head_name": NAMES[number % 6], "borrower_name": NAMES[number % 6],
        "payee_name": NAMES[number % 6],
        "visited_on": date(2026, 7, 1 + number % 31), "method": "走访", "met": "家属（配偶）",
        "topics": "政策要点、贴息、反诈；明白纸、告知单", "intent": "有需求 5 万元 养羊",
        "follow_up": "", "remark": "", "voided": number == 3, "household_count": 612,
        "person_count": 1530, "bank_class": "农商行", "basis": "历史包干",
        "effective_on": date(2026, 6, 1), "change_note": "网点撤并",
        "bank_before": "中国农业银行股份有限公司临县支行", "door": f"东坡组 {number}号",
        "last_result": "未遇", "to_say": "未告知", "phone": "15400000000",
        "lender": "山西临县农村商业银行", "owed": 5000000, "due_on": date(2026, 12, 20),
        "item": "借款合同和借据复印件", "span": "2026-06-21—2026-09-20",
        "condition": "在帮扶名单内", "result": "符合",
        "clause": "一（一）", "next_step": "", "table": "走访记录", "count": 40,
    }  # fmt: skip


def draft(kind: str, paper: str = "A4", pack: str = "SX-2026", **changed: object) -> Draft:
    """A complete draft of a sheet."""
    given = {**values(), "rows": rows(kind, 9 if kind in {"F08", "F27"} else 30), **changed}
    return compose(
        kind, paper, given, templates=templates(), fonts=fonts(), pack_id=pack
    )  # fmt: skip


def stamp(sheet: Draft, *, mark: str = "") -> Stamp:
    """A number and a made-up signature."""
    header = sheet.header(key_id=7, number=123456789, issued_on=TODAY, unit=301)
    return Stamp(
        notice_no="141124-A-2026-00123", issued_on=TODAY, header=header,
        signature=hashlib.sha512(header).digest(), mark=mark,
    )  # fmt: skip


def every() -> list[tuple[str, str, str]]:
    """Kind, paper and pack of everything that can be printed."""
    return [
        (sheet.kind, paper, pack)
        for sheet in templates().sheets.values()
        for paper in sheet.papers
        for pack in sheet.packs
    ]


def shown(sheet: Draft) -> Iterator[Text]:
    """What is set on the pages of a stamped sheet."""
    for page in sheet.pages(stamp(sheet)):
        for mark in (*page.marks, *page.seen):
            if isinstance(mark, Text):
                yield mark
