"""Policy files of a made-up county: a document of its own, good or with one thing wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop.services.desk import Desk

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
    return county_pack(folder, stem=stem, pack=pack, layer="bank", over="YX-2026", start="")


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
