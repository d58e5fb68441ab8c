"""The rows of the leaflet: what a loan costs by the rules in force."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.session import Session


def examples(session: Session, region: str) -> list[dict[str, object]]:
    """The worked example of the leaflet by the rules in force; amounts in fen."""
    from desktop.rules import lines, money

    book = tomllib.loads(session.shelf.text("lists/examples.toml"))
    rows: list[dict[str, object]] = []
    for one in book["examples"]:
        question = {
            "id": "example",
            "region": region,
            "period_from": book["drawn_on"],
            "period_to": book["period_to"],
            "list_closed_on": book["maturity_on"],
            "large_need_recorded": one["large"],
            "params": {"day_basis": book["days"]},
            "loans": [
                {
                    "loan_no": "example",
                    "product_code": "BFXE",
                    "signed_on": book["drawn_on"],
                    "drawn_on": book["drawn_on"],
                    "maturity_on": book["maturity_on"],
                    "principal": one["principal"],
                    "rate": one["rate"],
                }
            ],
        }
        answer = lines.answer("subsidy", json.dumps(question), session.packs.current)
        line: dict[str, str | None] = answer["lines"][0]  # type: ignore[index]
        fen = {key: money.parse_yuan(line[key] or "0.00") for key in _SHARES}
        rows.append(
            {
                "loan": one["loan"],
                "rate": f"{one['rate']}%",
                "interest": fen["interest"],
                "central": fen["central_t1"] + fen["central_t2"],
                "province": fen["province_t1"],
                "own": fen["borrower"],
                "rest": fen["interest"] - fen["central_t1"] - fen["central_t2"],
            }
        )
    return rows


_SHARES = ("interest", "central_t1", "central_t2", "province_t1", "borrower")
