"""Texts for the clipboard: clauses, no banned word, the addressee alone, no number of a person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.printing.lint import Lint
from desktop.printing.messages import Messages
from desktop.services.desk import Desk
from desktop.services.records.day import Task
from tests.busy import a_loan, lend, waiting

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]
TEXT = (RESOURCES / "messages.toml").read_text("utf-8")
HOUSE = (RESOURCES / "typography" / "house.toml").read_text("utf-8")
LINT = Lint.parse((RESOURCES / "typography" / "lint.toml").read_text("utf-8"))
STATION = {"bank": "样县农商行", "outlet": "三交支行", "officer_phone": "0358-4421234"}


def read(text: str) -> Messages:
    return Messages.parse(text, HOUSE, LINT)


def reminder(desk: Desk, **more: object) -> str:
    """The text for a loan that ends in three days."""
    number = desk.households.numbers()[0]
    lend(desk, [a_loan(desk, number, desk.today() + timedelta(days=3), **more)])
    return desk.messages.text(waiting(desk, "maturity")[0])[1]


def test_every_line_has_clauses_that_stand_in_the_packs_or_is_marked_as_none(day: Desk) -> None:
    packs = day.session.packs.current.packs
    for message in read(TEXT).known.values():
        for line in message.lines:
            assert line.clauses or "非政策原文" in line.note
            for pack, items in line.clauses.items():
                known = {clause.item for clause in packs[pack].clauses}
                assert set(items) <= known, (message.key, items)


def test_a_reminder_names_its_addressee_by_surname_and_the_end_of_the_loans_number(
    day: Desk,
) -> None:
    day.settings.set(STATION)
    text = reminder(day)
    head = day.households.card(day.households.numbers()[0]).line.head_name
    assert text.startswith(f"{head[0]}\u00d7\u00d7：您好！")
    assert head not in text
    assert "2026-07-11到期" in text
    assert "可续贷或展期1次" in text
    assert "由银行依法自主决策" in text
    assert "0358-4421234" in text
    assert not re.search(r"\d{11}|\d{15}", text)
    assert not LINT.find(text)


@pytest.mark.parametrize(
    ("more", "said", "unsaid"),
    [
        ({"renewal_count": 1}, "已续贷或展期1次", "请提前找我"),
        ({"renewal_count": 0}, "请提前找我", "已续贷或展期1次"),
    ],
)
def test_a_renewal_that_was_used_changes_the_reminder(
    day: Desk, more: dict[str, object], said: str, unsaid: str
) -> None:
    day.settings.set(STATION)
    text = reminder(day, **more)
    assert said in text and unsaid not in text


def test_what_is_missing_is_named_and_nothing_is_copied(day: Desk) -> None:
    day.settings.set({"bank": "", "outlet": "", "officer_phone": ""})
    with pytest.raises(UserError) as caught:
        reminder(day)
    assert caught.value.code == "message_incomplete"
    assert caught.value.params["missing"] == "主责任银行、经办网点、工作电话"


def test_a_kind_without_a_text_says_so(day: Desk) -> None:
    task = waiting(day, "board_missing")[0]
    with pytest.raises(UserError, match="message_none"):
        day.messages.text(task)
    gone = Task(
        id="maturity:1", kind="maturity", family="due", letter="P", page="printing",
        message="maturity", loan_no="JK0000",
    )  # fmt: skip
    with pytest.raises(UserError, match="message_loan_unknown"):
        day.messages.text(gone)


def test_visits_and_checks_have_texts_of_their_own(day: Desk) -> None:
    day.settings.set(STATION)
    task = replace(waiting(day, "board_missing")[0], subject="尉迟小明", message="visit")
    who, text = day.messages.text(task)
    assert who == "尉迟\u00d7\u00d7"
    assert "哪天方便" in text and "小明" not in text
    _, text = day.messages.text(replace(task, message="check"))
    assert "不是贷款申请" in text


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('note = "非政策原文（合同事实）"', 'note = ""', "template_clause_missing"),
        ("{officer_phone}", "{luck}", "template_fields_differ"),
        ("不收任何费用", "免息", "notice_word_banned"),
    ],
)
def test_a_text_that_breaks_the_rules_is_not_read(before: str, after: str, code: str) -> None:
    assert before in TEXT
    with pytest.raises(UserError, match=code):
        read(TEXT.replace(before, after))
