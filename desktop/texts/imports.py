"""Sentences for what importing another office's file refuses."""

TEXTS: dict[str, str] = {
    "import_kind_unknown": (
        "这个账本还不能导入“{name}”这种表。没有导入任何内容，请选名单、包干乡镇、贷款、结息、发放结果或旧台账。"
    ),
    "import_nothing": "文件里没有一行可以导入。数据没有变化，请先改好待改的行。",
    "import_county_only": (
        "这种表由县里掌握，这台电脑不能导入。数据没有变化，请在“数据同步”里接收县里的数据。"
    ),
    "import_offices_only": (
        "发放结果由县里或农业农村部门导入，这台电脑不能导入。数据没有变化，请在“数据同步”里接收。"
    ),
    "import_bank_only": (
        "贷款和结息由银行或县里导入，这台电脑不能导入。数据没有变化，请在“数据同步”里接收。"
    ),
    "import_townships_unknown": (
        "还不知道本县有哪些乡镇，没有导入任何内容。请先导入名单，再导入这张表。"
    ),
    "import_outreach_only": (
        "旧的工作台账由记台账的客户经理或县里导入，这台电脑不能导入。数据没有变化。"
    ),
    "import_roster_first": (
        "还没有名单，旧台账里的户没有可对照的，没有导入任何内容。请先接收县里的名单。"
    ),
    "import_loans_first": (
        "贷款台账还是空的，结息没有可对照的借据，没有导入任何内容。请先导入贷款台账。"
    ),
    "import_period_missing": (
        "第 {row} 行没有止息日也没有结息日，不知道是哪个季度。这一份没有导入，请补上后再导入。"
    ),
    "import_changes_unread": (
        "余额变动表里有 {count} 行读不懂（第 {rows} 行），没有导入任何内容。"
        "请改好那张表的日期和金额，再导入。"
    ),
    "import_run_unknown": ("没有第 {run} 次导入。数据没有变化，请看看导入记录里有哪些。"),
    "import_undone_already": "第 {run} 次导入已经撤销过了。数据没有变化。",
    "import_undo_late": (
        "第 {run} 次导入只能在 {until} 之前撤销。数据没有变化，请把改正后的文件再导入一次。"
    ),
    "import_stood_on_imports": (
        "第 {run} 次导入之后又导入过用到它的文件（第 {runs} 次），没有撤销。请先撤销后面的。"
    ),
    "import_stood_on_work": (
        "第 {run} 次导入之后，已经有记录用到它（{names}），没有撤销，数据保持原样。"
        "请把改正后的文件再导入一次。"
    ),
    "mapping_header_unknown": (
        "“{file}”的表头里没有“{header}”这一列。没有导入任何内容，请照表头原样写。"
    ),
    "mapping_field_unknown": ("没有“{field}”这个字段。没有导入任何内容，可以用：{known}。"),
    "mapping_field_twice": "两列都对应到了“{field}”。没有导入任何内容，请只留一列。",
    "mapping_form": "“{value}”应写成 表头=字段。没有导入任何内容，请改一下。",
    "mapping_unknown": "没有记住“{mapping}”这个列对应。内容没有变化，请看看记住了哪些。",
    "adopt_form": "“{value}”应写成 行号：列名。没有导入任何内容，请改一下。",
    "adopt_nothing_suggested": (
        "第 {row} 行“{column}”没有可以采用的建议。没有导入任何内容，请看检查结果。"
    ),
    "adopt_other_value": (
        "第 {row} 行“{column}”的建议已不是“{value}”。没有导入任何内容，请重新检查一遍再采用。"
    ),
    "adopt_impossible": (
        "第 {row} 行“{column}”的建议不能直接采用。没有导入任何内容，请在表格里改好再导入。"
    ),
}
