"""The one table of what the window offers: pages with their place in the rail, and their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.navigation import Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    Tr = Callable[[str], str]

COUNTY_ROLES = frozenset({"county", "agriculture_desk", "regulator_desk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A page: its entry in the rail, where its class is, its initials and what it is for."""

    stop: Stop
    module: str
    name: str
    initials: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of a page that can be found by name: the page, what to show there, its words."""

    page: str
    what: str
    word: str
    initials: str
    about: str


def places(tr: Tr) -> tuple[Place, ...]:
    """Parts of pages that are looked for like pages."""
    return (
        Place(
            page="households",
            what="walk-ins",
            word=tr("名单外人员"),
            initials="mdwry",
            about=tr("不在名单里、见过面的人"),
        ),
        _policy("packs", tr("政策"), "zc", tr("现行政策文件和条款")),
        _policy("numbers", tr("参数"), "cs", tr("县里和银行要定的数")),
        _policy("questions", tr("待明确事项"), "dmqsx", tr("文件没有写明的地方")),
        _policy("timeline", tr("时间线"), "sjx", tr("一笔合同适用哪份文件")),
        Place(
            page="settings",
            what="directory",
            word=tr("通讯录"),
            initials="txl",
            about=tr("金融顾问、三员、第一书记、网格员、网点"),
        ),
        _sheet("LX", tr("走访路线单"), "zflxd", tr("按组排好，序号晚上录入用")),
        _sheet("DH", tr("电话清单"), "dhqd", tr("号码遮挡，打完在“电话回填”录入")),
        Place(
            page="printing",
            what="check",
            word=tr("录回签好的表"),
            initials="lhqhdb",
            about=tr("输单号或扫码，签好的空白表、申请表、检查表回到记录里"),
        ),
        _sheet("F07", tr("申请表"), "sqb", tr("空白，或按核对和需求填好")),
        _sheet("F09", tr("信用信息采集表"), "xyxxcjb", tr("空白，或填好农户和银行报的贷款")),
        _sheet("F11", tr("贷后检查表"), "dhjcb", tr("空白，或填好借据")),
        _sheet("F14", tr("续贷展期申请表"), "xdzqsqb", tr("空白，或填好原借据")),
        _sheet("F05", tr("打印台账"), "dytz", tr("按日期、村、经办人、方式筛选")),
        Place(
            page="calls",
            what="",
            word=tr("电话回填"),
            initials="dhht",
            about=tr("输电话清单的单号，每户一个数字"),
        ),
        _visits("quick", tr("快速补录"), "ksbl", tr("从纸记录一次录多户")),
        _visits("waits", tr("待跟进"), "dgj", tr("资金需求到结果，该回访的户")),
        _visits("places", tr("宣传活动"), "xchd", tr("公示牌、标语、院坝会、广播")),
        _import("visits", tr("导入旧台账"), "drjtz", tr("以前用Excel记的工作台账")),
        _import("", tr("导入"), "dr", tr("名单、贷款、利息等别处发来的表")),
        _lending("calendar", tr("到期日历"), "dqrl", tr("哪天有贷款到期")),
        _lending("list", tr("贷款清单"), "dkqd", tr("各户贷款和适用的政策")),
        _lending("renewals", tr("续贷展期"), "xdzq", tr("续贷或展期还有没有机会")),
        _lending("overdue", tr("逾期"), "yq", tr("银行报的逾期贷款")),
        _lending("requests", tr("续展申请"), "xzsq", tr("续贷、展期的申请和银行的决定")),
        _lending("cases", tr("逾期案件"), "yqaj", tr("立案、联合上门、承诺、了结")),
        _lending("halts", tr("暂停发放"), "ztff", tr("县里暂停、恢复发放的文件和范围")),
        _import("records", tr("导入记录"), "drjl", tr("导入过的文件，30 天内可整批撤销")),
        _roster("work", tr("名单变化"), "mdbh", tr("新名单下来后逐户要办的事")),
        _roster("diff", tr("两版差别"), "lbcb", tr("两版名单逐户比较")),
        _roster("quality", tr("名单质量"), "mdzl", tr("现行名单哪里要核对")),
        _roster("versions", tr("名单版本"), "mdbb", tr("各版名单和下发情况")),
        Place(page="households", what="", word=tr("帮扶户"), initials="bfh", about=tr("每户情况")),
    )


NEIGHBOURS = {"rosters": "households", "households": "rosters", "compensation": "loans"}
"""Pages that a role has no place for in the rail, and the page there that each belongs to."""


def asides(role: str, tr: Tr) -> tuple[Feature, ...]:
    """Pages without a place in the rail of a role; other pages and the search lead there."""
    houses = _feature(
        "households",
        "",
        tr("帮扶户"),
        at="households.HouseholdsPage",
        initials="bfh",
        about=tr("每户情况"),
    )
    lists = _feature(
        "rosters",
        "",
        tr("名单变化"),
        at="rosters.RostersPage",
        initials="mdbh",
        about=tr("新名单下来后逐户要办的事"),
    )
    return (
        houses if role in COUNTY_ROLES else lists,
        *((_loans("", tr),) if role in COUNTY_ROLES else (_compensation("", tr),)),
        _feature(
            "importing",
            "",
            tr("导入"),
            at="importing.ImportingPage",
            initials="dr",
            about=tr("导入别处发来的表"),
        ),
        _feature(
            "calls",
            "",
            tr("电话回填"),
            at="calls.CallsPage",
            initials="dhht",
            about=tr("把电话清单的结果记入台账"),
        ),
    )


def _visits(what: str, word: str, initials: str, about: str) -> Place:
    return Place(page="visits", what=what, word=word, initials=initials, about=about)


def _policy(view: str, word: str, initials: str, about: str) -> Place:
    return Place(page="settings", what=f"policy/{view}", word=word, initials=initials, about=about)


def _lending(what: str, word: str, initials: str, about: str) -> Place:
    return Place(page="loans", what=what, word=word, initials=initials, about=about)


def _roster(what: str, word: str, initials: str, about: str) -> Place:
    return Place(page="rosters", what=what, word=word, initials=initials, about=about)


def _sheet(kind: str, word: str, initials: str, about: str) -> Place:
    return Place(page="printing", what=f"kind/{kind}", word=word, initials=initials, about=about)


def _import(what: str, word: str, initials: str, about: str) -> Place:
    return Place(page="importing", what=what, word=word, initials=initials, about=about)


def _feature(key: str, digit: str, word: str, *, at: str, initials: str, about: str) -> Feature:
    """`at` is `module.Class`; the drawing has the name of the key."""
    module, name = at.split(".")
    return Feature(
        stop=Stop(key=key, digit=digit, word=word, drawing=key),
        module=module,
        name=name,
        initials=initials,
        about=about,
    )


def features(role: str, tr: Tr) -> tuple[Feature, ...]:
    """The ten pages of a role, in the order of the rail."""
    return _county(tr) if role in COUNTY_ROLES else _township(tr)


def _township(tr: Tr) -> tuple[Feature, ...]:
    return (
        _feature(
            "today", "1", tr("今日"), at="today.TodayPage", initials="jr", about=tr("今天要做的事")
        ),
        _feature(
            "visits",
            "2",
            tr("走访台账"),
            at="visits.VisitsPage",
            initials="zftz",
            about=tr("记走访、查台账"),
        ),
        _feature(
            "households",
            "3",
            tr("帮扶户"),
            at="households.HouseholdsPage",
            initials="bfh",
            about=tr("名单和每户情况"),
        ),
        _feature(
            "eligibility",
            "4",
            tr("资格核对"),
            at="eligibility.EligibilityPage",
            initials="zghd",
            about=tr("对照政策逐条核对"),
        ),
        _loans("5", tr),
        _feature(
            "subsidies",
            "6",
            tr("贴息清单"),
            at="subsidies.SubsidiesPage",
            initials="txqd",
            about=tr("按季申报"),
        ),
        _feature(
            "printing",
            "7",
            tr("打印中心"),
            at="printing.PrintingPage",
            initials="dyzx",
            about=tr("打印和验真"),
        ),
        _feature(
            "reports",
            "8",
            tr("统计"),
            at="coverage.ReportsPage",
            initials="tj",
            about=tr("覆盖和进度"),
        ),
        _feature(
            "sync",
            "9",
            tr("数据同步"),
            at="sync.SyncPage",
            initials="sjtb",
            about=tr("与县里交换数据"),
        ),
        _feature(
            "settings",
            "0",
            tr("设置与帮助"),
            at="settings.SettingsPage",
            initials="szybz",
            about=tr("本机设置"),
        ),
    )


def _loans(digit: str, tr: Tr) -> Feature:
    return _feature(
        "loans",
        digit,
        tr("贷款与到期"),
        at="loans.LoansPage",
        initials="dkydq",
        about=tr("到期、续贷、逾期"),
    )


def _compensation(digit: str, tr: Tr) -> Feature:
    return _feature(
        "compensation",
        digit,
        tr("风险补偿"),
        at="compensation.CompensationPage",
        initials="fxbc",
        about=tr("补偿申请、付款、追回和专户"),
    )


def _county(tr: Tr) -> tuple[Feature, ...]:
    return (
        _feature(
            "inbox",
            "1",
            tr("今日收件"),
            at="sync.InboxPage",
            initials="jrsj",
            about=tr("各乡镇来的数据包"),
        ),
        _feature(
            "rosters",
            "2",
            tr("名单管理"),
            at="rosters.RostersPage",
            initials="mdgl",
            about=tr("名单版本、增减、质量、下发"),
        ),
        _feature(
            "assignments",
            "3",
            tr("包干分配"),
            at="assignments.AssignmentsPage",
            initials="bgfp",
            about=tr("乡镇和主责任银行"),
        ),
        _feature(
            "coverage",
            "4",
            tr("宣传覆盖"),
            at="coverage.CoveragePage",
            initials="xcfg",
            about=tr("按区划顺序"),
        ),
        _feature(
            "subsidies",
            "5",
            tr("贴息审核"),
            at="subsidies.SubsidiesPage",
            initials="txsh",
            about=tr("汇总和审核"),
        ),
        _compensation("6", tr),
        _feature(
            "filing",
            "7",
            tr("报表上报"),
            at="filing.FilingPage",
            initials="bbsb",
            about=tr("季度报告"),
        ),
        _feature(
            "reports",
            "8",
            tr("统计"),
            at="coverage.ReportsPage",
            initials="tj",
            about=tr("覆盖和进度"),
        ),
        _feature(
            "usb",
            "9",
            tr("下发与U盘"),
            at="county.CountyPage",
            initials="xfyup",
            about=tr("设备、开户包、下发"),
        ),
        _feature(
            "settings",
            "0",
            tr("设置与帮助"),
            at="settings.SettingsPage",
            initials="szybz",
            about=tr("本机设置"),
        ),
    )
