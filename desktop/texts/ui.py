"""Sentences of the window itself."""

TEXTS: dict[str, str] = {
    "bug_reported": (
        "程序出错，刚才的操作没有保存。错误报告已存到 {path}，里面没有姓名、证件号和电话，"
        "请交给县里管理员。"
    ),
}
