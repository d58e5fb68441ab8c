"""Sentences about the directory, boards, route sheets and call lists."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "board_not_stale": "{notice_no} 不是待更换的公示牌。没有改动，请刷新后再看。",
    "call_day_wrong": "通话日期应在印单那天（{first}）到今天之间。内容还在，没有保存，请改日期。",
    "call_list_needed": "{notice_no} 是走访路线单，不是电话清单。请到“快速补录”里按行号录入。",
    "call_logged_already": (
        "第 {rows} 行当天已记过通话（如 {visit_no}）。内容还在，没有再记。"
        "确实又打了一次，请选“仍要记”（命令行加 --again）。"
    ),
    "call_mark_form": "“{value}”应写成 行号=结果，例如 3=1 或 4=未接。没有保存，请改一下。",
    "call_result_unknown": "第 {row} 行的结果“{result}”不认识。内容还在，没有保存，请按 1 到 7。",
    "call_row_twice": "第 {row} 行写了两次。没有保存，一行只留一个结果。",
    "calls_empty": "还没有填任何一户的结果。没有保存，请先填再记入台账。",
    "calls_no_number": (
        "这 {households} 户都没有电话号码，没有打印。请上门，或先在帮扶户里补上号码。"
    ),
    "copies_wrong": "空白的一次印 1 到 {most} 张。没有打印，请改张数。",
    "directory_county_only": "这一条是县里的，只能在县级账本上改。没有改动，请联系县里。",
    "group_unknown": "这个村的名单里没有“{group}”。没有打印，可选的组：{known}。",
    "period_wrong": "起止日期前后颠倒（{first} 晚于 {last}）。什么都没有做，请改日期。",
    "person_days_wrong": "结束日期不能早于开始日期。内容还在，没有保存，请改日期。",
    "person_field_long": "“{called}”要写在一行内，最多 {most} 个字。没有保存，请写短一些。",
    "person_role_unknown": "通讯录里没有“{role}”这种角色。没有保存，请另选一种。",
    "person_twice": "{name} 已在通讯录里，同一角色、同一乡镇。没有再加，要改请打开那一条。",
    "person_unknown": "通讯录里没有编号为“{person}”的一条。没有改动，请刷新后再选。",
    "route_nobody": "按这个组和条件没有一户，没有打印。请放宽“组”或“哪些户”再试。",
    "route_none_yet": "{village} 还没有印过走访路线单。请先在打印中心印一张，或按姓名首字母找人。",
    "route_only_unknown": "不能按“{only}”挑户。没有打印，可用：全部、本季未告知、从未告知。",
    "route_row_unknown": "{notice_no} 只有 {rows} 行，没有第 {row} 行。没有保存，请看纸上的序号。",
    "route_sheet_unknown": (
        "没有找到单号“{number}”的路线单或电话清单，或它已作废。请核对纸上的单号。"
    ),
}

BOARD_PARTS: dict[str, str] = {
    "bank": "主责任银行",
    "outlet": "网点名称",
    "outlet_address": "网点地址",
    "outlet_hours": "办公时间",
    "officer_name": "客户经理",
    "officer_phone": "联系电话",
    "supervision_phone": "监督电话",
    "complaint_phone": "银行投诉电话",
    "policy": "政策文件",
}
"""What a setting is called where it stands on a board."""
