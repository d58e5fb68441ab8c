"""Sentences of the window itself."""

TEXTS: dict[str, str] = {
    "bug_reported": (
        "程序出错，刚才的操作没有保存。错误报告已存到 {path}，里面没有姓名、证件号和电话，"
        "请交给县里管理员。"
    ),
    "printer_failed": (
        "打印机“{name}”没有接收。单号已经登记，没有作废；请看打印机是否开着、有没有纸，"
        "再按“再打一次”。"
    ),
}
