"""Policy files of a made-up county, good or with one thing wrong, and what a desk makes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from db import policies
from db.records.work import PolicyDocument
from desktop.errors import UserError
from desktop.exchange.identity import DeviceKeys, sign_document
from desktop.services.credentials import load as credentials
from desktop.services.desk import Desk
from desktop.services.packs import digest_of, kind_of
from desktop.services.records.checks import CheckOutcome, CheckRequest
from desktop.texts import sentence

SOURCE = "样县实施细则\n一、贷款金额：{amount}元（含）以下。\n二、本细则自印发之日起施行。\n"
PACK = """
[pack]
id = "{pack}"
layer = "{layer}"
over = "{over}"
regions = ["{region}"]
checked_on = 2026-06-30

[document]
number = "样农发 2026 第 {number} 号"
title = "样县实施细则"
issuers = ["样县农业农村局"]
short = "样"
signed_on = 2026-06-25
published_on = 2026-06-30
source = "{stem}.txt"
digest = "{digest}"
{binding}
[parameter.max_amount]
unit = "yuan"
dates = "contract"
tighter = "lower"
values = [{{ from = 2026-07-01, value = "{amount}.00", clause = "一" }}]
{more}
[[clause]]
item = "一"
text = "一、贷款金额：{amount}元（含）以下。"

[[clause]]
item = "二"
text = "二、本细则自印发之日起施行。"
"""
BINDING = """
[[binding]]
product = "BFXE"
from = {start}
clause = "二"
reason = "本县细则施行后签订的合同。"
"""


def county_pack(
    folder: Path,
    *,
    stem: str = "yx-2026",
    pack: str = "YX-2026",
    layer: str = "county",
    over: str = "SX-2026",
    region: str = "141124",
    amount: int = 80000,
    number: int = 1,
    start: str = "2026-07-01",
    more: str = "",
) -> list[Path]:
    """A pack with its source; it caps a loan and binds contracts from July on."""
    folder.mkdir(exist_ok=True)
    source, toml = folder / f"{stem}.txt", folder / f"{stem}.toml"
    source.write_text(SOURCE.format(amount=amount), encoding="utf-8")
    toml.write_text(
        PACK.format(
            pack=pack,
            layer=layer,
            over=over,
            region=region,
            stem=stem,
            amount=amount,
            number=number,
            more=more,
            binding=BINDING.format(start=start) if start else "",
            digest=hashlib.sha256(source.read_bytes()).hexdigest(),
        ),
        encoding="utf-8",
    )
    return [toml, source]


def plan_over(folder: Path, stem: str, pack: str) -> list[Path]:
    """A bank's pack that lies over the county's; it binds nothing of its own."""
    number = sum(map(ord, pack))  # a document of its own
    return county_pack(
        folder, stem=stem, pack=pack, layer="bank", over="YX-2026", start="", number=number
    )


def changed(files: list[Path], old: str, new: str) -> list[Path]:
    """The same files with one thing changed in the pack."""
    text = files[0].read_text(encoding="utf-8")
    assert old in text, old
    files[0].write_text(text.replace(old, new, 1), encoding="utf-8")
    return files


def exchange(county: Desk, township: Desk, box: Path) -> None:
    """The county's news on a stick, taken by the laptop, and its receipt brought back."""
    box.mkdir(exist_ok=True)
    township.sync.run(str(box))
    county.sync.run(str(box))
    township.sync.run(str(box))


def refused(call: Callable[[], object]) -> UserError:
    """The error of a call, whose sentence finds all that it shows."""
    with pytest.raises(UserError) as caught:
        call()
    shown = sentence(caught.value.code, caught.value.params)
    assert shown.endswith("。")
    assert "（file）" not in shown
    return caught.value


def asked(desk: Desk, amount_fen: int = 9_000_000) -> CheckOutcome:
    """What the rules say here of a household's wish."""
    number = desk.households.numbers()[0]
    return desk.eligibility.preview(
        CheckRequest(
            household_no=number,
            member_no=desk.eligibility.prepare(number).member_no,
            amount_fen=amount_fen,
            months=24,
            purpose_code="production",
        )
    )


def amount_rule(desk: Desk) -> str:
    return next(row.result for row in asked(desk).rows if row.rule == "amount_household_cap")


def origins(desk: Desk) -> dict[str, str]:
    return {one.pack_id: one.origin for one in desk.policy.packs()}


def signed_by(keys: DeviceKeys, paths: list[Path]) -> list[PolicyDocument]:
    """Documents as the county's program writes them, signed by these keys."""
    made = []
    for path in paths:
        raw, kind = path.read_bytes(), kind_of(path.name)
        digest = digest_of(raw)
        made.append(
            PolicyDocument(
                file=path.name,
                kind=kind,
                pack_id="",
                number="",
                title="",
                digest=digest,
                signature=sign_document(keys, kind, path.name, digest),
                content=raw.decode(),
                installed_on=None,
            )
        )
    return made


def slipped_in(desk: Desk, paths: list[Path], keys: DeviceKeys | None = None) -> None:
    """Written to the county's ledger without the proof that an install makes."""
    store = desk.session.store
    documents = signed_by(keys or credentials(store).keys, paths)
    policies.keep(store, desk.session.officer, documents)
