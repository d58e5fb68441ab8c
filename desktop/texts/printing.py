"""Sentences for what can go wrong on the way to paper."""

from __future__ import annotations

from collections.abc import Sequence

TEXTS: dict[str, str] = {
    "code_not_ours": (
        "这个码不是本系统印的单据码，没有查到单据。请对准单据上的二维码再扫一次，或输入核验码。"
    ),
    "font_unusable": (
        "字体文件“{font}”打不开或不是 TrueType 字体，没有打印。请换一个字体文件，或重新安装程序。"
    ),
    "glyph_missing": (
        "这些字在所有字体里都没有：{characters}，没有打印。"
        "请核对原文，改正后再打印；确是姓名用字的，这一份请手写。"
    ),
    "glyph_missing_of": (
        "{whose}（{no}）的资料里有所有字体都没有的字：{characters}，整批都没有打印。"
        "请核对原文，改正后再打印；确是姓名用字的，这一户请手写，其余的用“选几户”打印。"
    ),
    "notice_field_missing": "{title}缺“{fields}”，没有打印。请补上后再打印。",
    "report_quarter_wrong": (
        "没有 {year} 年第 {quarter} 季度的季报可出，没有打印。"
        "只能出本季和以前的季度，请改年份和季度（1 到 4）。"
    ),
    "form_unknown": "没有单号为“{notice_no}”的表。没有录回，请核对纸上的单号或核验码。",
    "form_several": "有几张表的号是这个或这样结尾：{known}。没有录回，请写全单号或核验码。",
    "notice_several": "有几张文书的号是这个或这样结尾：{known}。没有核验，请写全单号或核验码。",
    "form_none": (
        "{notice_no} 是《{title}》，不是要收回的表。没有录回。回执和留言条请在走访里填单号。"
    ),
    "form_voided": "{notice_no} 已作废，不能录回。请用新印的表，或核对单号。",
    "form_back_already": (
        "{notice_no} 在 {day} 已录回过，原来的记录还在。没有再录；确要改成别的，请重新录回。"
    ),
    "form_of_another": "{notice_no} 是打印给另一户的。没有录回，请核对纸上的户编号。",
    "form_whose": "《{title}》印的是空白，要说明是哪一户的。没有录回，请选农户或写借据号。",
    "form_before_print": "签字日期早于打印日期 {day}。没有录回，请改日期。",
    "product_field_empty": "“{called}”是空的。没有保存，请填上再存。",
    "product_field_long": "“{called}”最多 {most} 个字，一行写完。没有保存，请写短一些。",
    "product_twice": "{name} 已经在手册里。没有再加，要改请选那一条修改。",
    "product_unknown": "手册里没有“{product}”这个产品。没有改动，请从列表里选。",
    "product_contact_unknown": (
        "通讯录里没有“{contact}”，或有几个同名的。没有保存，请先加进通讯录，或写编号。"
    ),
    "sheet_of_offices": (
        "《{title}》有证件号和账号，只由县农业农村部门打印、交县财政局（{clause}），空白的也一样。"
        "没有打印。要核对发放结果，请看贴息批次里每一笔的状态。"
    ),
    "sheet_of_county": (
        "《{title}》由县里发给银行（{clause}），银行和乡镇的账本不打印，空白的也一样。没有打印。"
        "县里已经发的，在“贷款与到期”的暂停发放里看。"
    ),
    "notice_blank_none": "《{title}》没有空白表，没有打印。请按村、按户或按单位打印。",
    "notice_kind_unknown": "没有“{kind}”这种单据，没有打印。现有：{known}。",
    "notice_no_roster": (
        "这台电脑的名单里没有在册的户，没有打印。请先接收县里的名单；县里请先导入名单。"
    ),
    "notice_pack_unsupported": "{title}不适用于政策包 {pack}，没有打印。请先确认本县执行的政策。",
    "notice_private": (
        "《{title}》要对外公布，“{field}”里有证件号、账号或手机号，没有打印。请改正后再打印。"
    ),
    "notice_word_banned": "“{word}”会让群众误解：{reason}。请换一种说法，文字没有打印。",
    "nothing_to_print": "没有选中要打印的内容，没有生成文件。请先选村、选户或选单据。",
    "paper_unknown": "{title}没有这种纸型，没有打印。可选：{papers}。",
    "picture_unreadable": (
        "“{file}”不是可以读的图片或 PDF，没有查到单据。请换 PNG、JPG 或 PDF 文件。"
    ),
    "sheet_overflow": (
        "{title}的内容太长，{paper} 纸放不下，没有打印。请缩短名称，或换大一号的纸。"
    ),
    "slogan_clause_unknown": (
        "“{clause}”不是现行文件的条款，没有打印，标语还在。请从条款里选一条：{known}。"
    ),
    "slogan_empty": "标语是空的，没有打印。请先选一条或写一条。",
    "slogan_long": "标语有 {length} 个字，超过 {most} 个字，没有打印。请缩短后再打印。",
    "slogan_mark": "标语不用“{mark}”，没有打印。请去掉后再打印。",
    "template_clause_missing": (
        "模板 {sheet} 的这句话没有条款出处：{line}。模板没有载入，请补上出处。"
    ),
    "template_field_forbidden": (
        "模板 {sheet} 不能带“{field}”，这类信息不许出现在该单据上。模板没有载入，请删去。"
    ),
    "template_fields_differ": (
        "模板 {sheet} 的文字和字段表对不上：{fields}。模板没有载入，请改正模板。"
    ),
}

_FEW = 3


def span(numbers: Sequence[str]) -> str:
    """The numbers of what was printed at once; of many the first, the last and how many."""
    if len(numbers) <= _FEW:
        return "、".join(numbers)
    return f"{numbers[0]} … {numbers[-1]}（共 {len(numbers)} 个）"
