"""What an officer answers when nothing stands against a household."""

from __future__ import annotations

ANSWERS = {
    "id_number": "same",
    "civil_capacity": "是",
    "credit_conclusion": "clear",
    "bank_rating_done": "是",
    "need_real": "是",
    "skill_repay": "是",
    "industry_class": "ordinary",
    "guarantee_type": "credit",
    "live_bfxe_balance": "0",
    "live_tpxe_balance": "0",
    "area_suspended": "否",
}
