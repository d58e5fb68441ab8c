"""Long official lists: the frozen declaration (F15) and the payment list (F18) of a quarter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from db.store import Store
from desktop.errors import UserError
from desktop.printing.drafts import Draft, compose
from desktop.printing.ink import Text
from desktop.services.notices import declared as lists
from desktop.services.notices import pointed
from desktop.services.notices.paid import Paid
from desktop.services.packs import InForce
from desktop.services.records.papers import NoticeScope
from desktop.services.session import Session
from desktop.words import words
from tests.counties import deliver
from tests.courses import Two, declared, paid, published
from tests.ledgers import Clock, identity, in_memory, number, person, publish
from tests.papers import fonts, rows, stamp, templates, values
from tests.plans import questions
from tests.quarters import OFFICER, SHELF, office

SEALS = ["承贷银行（盖章）", "乡镇人民政府（盖章）", "县农业农村局（盖章）", "县财政局（盖章）"]


@pytest.fixture
def sides() -> Iterator[Two]:
    """A bank's laptop and the county's desk with one roster."""
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 9)])
        deliver(hub, laptop)
        clock.on(days=100)
        yield Two(laptop, hub, office(laptop, clock), office(hub, clock), clock)


def session(store: Store, clock: Clock) -> Session:
    return Session(
        store=store, ledger=Path("L"), officer=OFFICER, clock=clock, shelf=SHELF, words=words(),
        packs=InForce(SHELF, store),
    )  # fmt: skip


def told(
    store: Store, clock: Clock, kind: str = "F15", scope: NoticeScope | None = None
) -> dict[str, object]:
    return lists.values(session(store, clock), kind, scope or NoticeScope(), "SX-2026")[1]


def sheet(kind: str, count: int, *, blank: bool = False, **changed: object) -> Draft:
    lines = [
        {**row, "village": f"{number // 40}村", "voided": False, "remark": ""}
        for number, row in enumerate(rows(kind, count))
    ]
    given = {**values(), "rows": lines, **changed}
    return compose(
        kind, "A4", given, templates=templates(), fonts=fonts(), pack_id="SX-2026", blank=blank
    )


def pages(draft: Draft) -> list[list[str]]:
    return [
        [mark.text for mark in page.marks if isinstance(mark, Text)]
        for page in draft.pages(stamp(draft))
    ]


def test_a_declaration_is_printed_as_it_was_frozen_with_its_sums(sides: Two) -> None:
    declaration = declared(sides)
    kept = sides.bank.declaring.course(declaration)
    found = told(sides.laptop, sides.clock)
    printed = found["rows"]
    assert isinstance(printed, list) and len(printed) == found["line_count"] == 3
    for line, row in zip(kept.lines, printed, strict=True):
        one = line.line
        assert (row["loan_no"], row["id_number"]) == (one.loan_no, one.id_number)
        assert row["interest_due"] == one.interest_fen and row["own"] == one.borrower_fen
        assert row["interest_base"] == [5_000_000]
        assert row["central"] + (row["province"] or 0) + (row["local"] or 0) == one.subsidy_fen
    assert found["total_amount"] == kept.declaration.subsidy_fen
    assert {row["rate"] for row in printed} == {"3.60%"} and found["bank"] == "农商行"
    assert all(row["village"] and row["id_number"] for row in printed)
    given = {**values(), **found}
    made = compose("F15", "A4", given, templates=templates(), fonts=fonts(), pack_id="SX-2026")
    assert made.missing == ()


def test_what_was_taken_back_or_never_frozen_is_no_declaration(sides: Two) -> None:
    declaration = declared(sides)
    assert (
        told(sides.laptop, sides.clock, scope=NoticeScope(record_no=declaration))["revision"] == 1
    )
    with pytest.raises(UserError, match="declaration_unknown"):
        told(sides.laptop, sides.clock, scope=NoticeScope(record_no="没有"))
    with pytest.raises(UserError, match="batch_unknown"):
        told(sides.laptop, sides.clock, scope=NoticeScope(batch_no="没有"))
    with pytest.raises(UserError, match="no_list_frozen"):
        told(sides.laptop, sides.clock, scope=NoticeScope(township="999999999"))


def test_a_payment_list_has_the_lines_that_went_to_finance_and_no_bank_prints_it(
    sides: Two,
) -> None:
    declaration = declared(sides)
    with pytest.raises(UserError, match="no_list_submitted"):
        told(sides.hub, sides.clock, "F18")
    published(sides, declaration, returned=frozenset({2}))
    paid(sides, declaration)
    found = told(sides.hub, sides.clock, "F18")
    assert found["line_count"] == 2 and found["document_no"] == ["样农(2026)9号"]
    printed = found["rows"]
    assert isinstance(printed, list)
    assert {row["basis"] for row in printed} == {SHELF.templates.packs["SX-2026"].number}
    assert printed[0]["measure"].startswith("50,000.00元")
    assert printed[0]["measure"].endswith("；3.60%")
    for kind, code in (("F18", "sheet_of_offices"), ("F26", "sheet_of_county")):
        for scope in (NoticeScope(), NoticeScope(blank=True)):
            for pack in ("SX-2026", "CN-2026"):
                sheet_ = SHELF.templates.sheet(kind)
                pointed.checked(session(sides.hub, sides.clock), sheet_, scope, pack)
                with pytest.raises(UserError, match=code) as caught:
                    pointed.checked(session(sides.laptop, sides.clock), sheet_, scope, pack)
                assert caught.value.params["clause"]
    for one, own, others in (
        (sides.hub, {"F18", "F26"}, {"YJ"}),
        (sides.laptop, {"YJ"}, {"F18", "F26"}),
    ):
        here = {each for each in own | others if pointed.offered(session(one, sides.clock), each)}
        assert here == own, "each side's own sheets are offered there alone"


def test_many_notices_of_paid_subsidies_read_the_answers_once(sides: Two) -> None:
    declaration = declared(sides)
    published(sides, declaration)
    paid(sides, declaration)
    tell, told = Paid(), session(sides.hub, sides.clock)
    asked = []
    for place in range(1, 4):
        with questions(sides.hub) as found:
            (values,) = tell(told, number(place), named=True)
        assert values["subsidy_total"] == 44_722
        asked.append(sum("FROM declaration" in sql for sql, _ in found))
    assert asked[0] > asked[1] == asked[2]


@pytest.mark.parametrize("count", [1, 23, 24, 25, 26, 120, 500])
def test_places_to_seal_stand_together_under_rows_and_sums_are_carried(count: int) -> None:
    found = pages(sheet("F15", count))
    (last,) = [page for page in found if SEALS[0] in page]
    assert last is found[-1] and [text for text in last if text in SEALS] == SEALS
    assert "149999197001010013" in last or count % 6 == 0  # a row of 60 characters is too high
    assert all("证件号" in page for page in found)
    for before, after in pairwise(found):
        carried = before[before.index("过次页") + 1 :][:4]
        assert after[after.index("承前页") + 1 :][:4] == carried
    sums = last[last.index("合计") + 1 :]
    assert sums[0] == f"{count * 431.25:,.2f}"


@pytest.mark.parametrize("kind", ["F15", "F16", "F18", "F28"])
@pytest.mark.parametrize("count", range(24, 31))
def test_what_closes_a_list_of_long_names_is_never_set_beneath_the_page(
    kind: str, count: int
) -> None:
    made = sheet(kind, count)
    for page in made.pages(stamp(made)):
        *body, _code, foot = (mark for mark in page.marks if isinstance(mark, Text))
        assert all(mark.y > foot.y + foot.size for mark in body)


def test_each_village_and_the_township_have_their_sums_right_under_their_lines() -> None:
    found = pages(sheet("F15", 120))
    every = [text for page in found for text in page]
    for name in ("0村", "1村", "2村"):
        place = every.index(f"{name}小计")
        assert every[place + 1] == "17,250.00" and every[place - 22] != "承前页"
    assert every[every.index("白文镇小计") + 1] == "51,750.00"
    for page in found:
        head = page.index("备注") + 1
        assert not page[head].endswith("小计")


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_declaration_is_set_in_type_that_can_be_read_and_says_all_of_a_line(
    paper: str,
) -> None:
    line = rows("F15", 1)[0]
    made = compose(
        "F15", paper, {**values(), "rows": [line]},
        templates=templates(), fonts=fonts(), pack_id="SX-2026",
    )  # fmt: skip
    marks = [mark for mark in made.pages(stamp(made))[0].marks if isinstance(mark, Text)]
    table = [mark for mark in marks if mark.text in {"序号", "149999197001010013", "431.25"}]
    assert {mark.text for mark in table} == {"序号", "149999197001010013", "431.25"}
    assert min(mark.size for mark in table) >= 9
    (row,) = made.rows
    shown = {name for column in made.sheet.columns for name in column.fields}
    assert shown == set(row) and row["id_number"] in made.canonical_text
    (local,) = (one for one in made.sheet.columns if one.field == "local")
    assert local.text({**row, "local": ""}).startswith("\n"), "a sum keeps its own line"
    head = "".join(mark.text for mark in marks)
    for column in made.sheet.columns:
        assert all(part in head for part in column.label.split("\n") if len(part) < 6), column


@pytest.mark.parametrize("kind", ["F15", "F18"])
def test_a_blank_list_is_one_page(kind: str) -> None:
    assert len(pages(sheet(kind, 0, blank=True))) == 1


def test_a_blank_list_has_room_for_rows_and_no_sum() -> None:
    (page,) = pages(sheet("F15", 30, blank=True))
    assert page.count("乡镇") == 1 and "0.00" not in page and SEALS[0] in page
    assert not [text for text in page if text.endswith("小计") and text != "本页小计"]


def test_a_list_that_lacks_a_number_a_line_or_has_too_much_to_write_out_says_so() -> None:
    assert sheet("F15", 0).missing[0] == ("rows", "已冻结的申报名单")
    with pytest.raises(UserError, match="amount_beyond_words"):
        sheet("F15", 1, total_amount=10**14)
    found = compose(
        "F15", "A4", {**values(), "rows": [{**rows("F15", 1)[0], "id_number": ""}]},
        templates=templates(), fonts=fonts(), pack_id="SX-2026",
    ).missing  # fmt: skip
    assert found == (("id_number", "王𬱖明的证件号"),)
    with pytest.raises(UserError, match="glyph_missing"):
        sheet("F15", 1, batch_no="\U0001f600")
