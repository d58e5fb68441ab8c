"""Every key that works, and what it does; loaded when somebody asks for the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Tr = Callable[[str], str]


def shortcuts(tr: Tr) -> list[tuple[str, str]]:
    """Every key that works, and what it does."""
    return [
        ("Ctrl+K", tr("找人、找功能")),
        ("Ctrl+1…0", tr("打开左边的十个页面")),
        ("F1", tr("当前页面的帮助")),
        ("F2", tr("给选中的户记走访；快速补录里改选中的一行")),
        ("F4", tr("给选中的户做资格核对")),
        ("F5", tr("刷新")),
        ("F11", tr("资格核对：给农户看的大字页")),
        ("Alt+T", tr("资格核对：改一项看看")),
        (tr("Ctrl+回车"), tr("保存核对记录")),
        ("Ctrl+Shift+Q", tr("走访台账：快速补录")),
        ("Alt+D  M  V", tr("快速补录：日期、方式、村")),
        ("F7", tr("快速补录：未走访的户；备注里是常用语")),
        ("F8", tr("走访和宣传活动的照片：从手机、存储卡或文件夹选；也可粘贴或拖进来")),
        (".. ;1  Ctrl+D", tr("快速补录：同上条、常用语、同上行")),
        ("Ctrl+N", tr("新记一条")),
        ("Ctrl+Z  Ctrl+Y", tr("撤销、重做上一步")),
        ("Ctrl+P", tr("打印预览")),
        ("Ctrl+F", tr("在本页筛选")),
        ("Ctrl+E", tr("导出Excel")),
        ("Ctrl+S", tr("看什么时候存的（每次都自动保存）")),
        ("Ctrl+;  t  +  -", tr("日期格里：今天、后一天、前一天")),
        ("1…9", tr("选候选的人、回答选项")),
        (tr("1…7  回车  Ctrl+回车"), tr("电话回填：结果、下一户、记入台账")),
        ("Alt+1…3", tr("走访台账：台账、待跟进、宣传活动")),
        ("A  N  B  C", tr("待跟进：已申请、暂不申请、银行未同意、更正")),
        ("Alt+C  Alt+S", tr("走访：宣传内容、留条单号")),
        (tr("Ctrl+回车  A"), tr("导入：下一步；采用同类建议")),
        ("Alt+1…9", tr("政策、贷款与到期、贴息清单、名单变化、统计：换一栏")),
        ("L  D  B", tr("统计：打印路线单、电话清单、公示牌")),
        ("R P V F4 L B S O Y X", tr("今日：这一行要办的事；没有就跳到有这个键的下一行")),
        (tr("空格  D  C  M"), tr("今日：已办、推迟、复制短信、月历（大字号时）")),
        ("PgUp  PgDn  t", tr("今日的月历、到期日历：上个月、下个月、今天")),
        ("Ctrl+T", tr("到期日历、统计：图和表格来回换")),
        ("P", tr("贷款与到期：打印名单调整告知书")),
        ("X  Y", tr("贷款与到期、今日：记续展申请，逾期立案或记处置")),
        ("N A R F H B", tr("风险补偿：申请、核实无误、退回、付款、追回、入账；专户里 N X S")),
        ("K  G  J", tr("贷后检查、逾期案件、续展申请、暂停发放：记一条、更正、了结或记决定")),
        ("Alt+B  Alt+0", tr("帮扶户：改我的补充，清空筛选")),
        ("Alt+1…6", tr("帮扶户抽屉：换一栏；再按一次进到那一栏的表")),
        (tr("空格  P  V"), tr("名单变化：办结或撤回，打印告知书，记走访")),
        (tr("空格  E O X  N  D"), tr("贴息：勾选、银行数、测算数、排除、理由、怎么算；县里 A R")),
        ("J  K", tr("表格里上下移动")),
        (tr("回车"), tr("打开选中的一行；表单里存下并继续")),
        ("Ctrl+L", tr("锁屏")),
        ("Ctrl+=  Ctrl+-", tr("放大、缩小字号")),
        ("Ctrl+Shift+0", tr("字号还原")),
        ("Ctrl+/", tr("打开这张表")),
        ("Esc", tr("关闭抽屉、清空录入行（不会丢已存的记录）")),
    ]
