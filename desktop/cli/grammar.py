"""The parser of the command line: what it says of itself and of a wrong line is Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEADINGS: Mapping[str, str] = {
    "positional arguments": "参数",
    "options": "选项",
}
_USAGE = "用法："
_LIMIT = 8
_NAMED = re.compile(r"argument (?P<name>[^:]+): (?P<rest>.*)", re.DOTALL)
_TYPES: Mapping[str, str] = {"int": "整数", "float": "数"}
_ONE_OF = re.compile(r"'([^']*)'|([^\s,']+)")
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r"the following arguments are required: (.*)", "还缺 {0}"),
        (r"one of the arguments (.*) is required", "{0} 里要写一个"),
        (r"unrecognized arguments: (.*)", "多出了 {0}"),
        (r"not allowed with argument (.*)", "不能和 {0} 一起写"),
        (r"expected one argument", "后面要写一个值"),
        (r"expected at most one argument", "后面最多写一个值"),
        (r"expected at least one argument", "后面至少写一个值"),
        (r"expected (\d+) arguments?", "后面要写 {0} 个值"),
        (r"ignored explicit argument '(.*)'", "后面不带值，多写了“{0}”"),
        (r"ambiguous option: (\S+) could match (.*)", "{0} 说不清是哪一个：{1}"),
        (r"unexpected option string: (.*)", "这里不能写 {0}"),
        (r"invalid choice: '?(.*?)'?,? \(?(?:choose from|maybe you meant) (.*?)\)?", "{choice}"),
        (r"invalid (\S+) value: '(.*)'", "{type}"),
    )
)


class Formatter(argparse.HelpFormatter):
    """Help whose headings are Chinese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """The line that says how it is written."""
        super().add_usage(usage, actions, groups, _USAGE if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """A part of the help under its heading."""
        super().start_section(HEADINGS.get(heading or "", heading))


class Parser(argparse.ArgumentParser):
    """A parser that says in Chinese what is wrong, and ends with status 2."""

    def __init__(self, *, prog: str | None = None, description: str | None = None) -> None:
        super().__init__(
            prog=prog, description=description, add_help=False, formatter_class=Formatter
        )
        self.add_argument("-h", "--help", action="help", help="看用法，不做别的")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line and how it is written."""
        self.print_usage(sys.stderr)
        sys.stderr.write(f"命令写得不对：{said(message)}。加 --help 看用法。\n")
        raise SystemExit(2)


def said(message: str) -> str:
    """What argparse complains of, in Chinese; a complaint that is not known stays as it is."""
    named = _NAMED.fullmatch(message)
    name, rest = (f"{named['name']} ", named["rest"]) if named else ("", message)
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(rest)
        if found:
            parts = found.groups()
            return name + sentence.format(*parts, choice=_choice(*parts), type=_type(*parts))
    return message


def _choice(value: str = "", known: str = "", *_: str) -> str:
    """Which words there are instead of one that there is not; many are left to the help."""
    words = [quoted or plain for quoted, plain in _ONE_OF.findall(known)]
    tail = "" if len(words) > _LIMIT else f"，有 {'、'.join(words)}"
    return f"没有“{value}”{tail}"


def _type(kind: str = "", value: str = "", *_: str) -> str:
    return f"要写{_TYPES.get(kind, '对')}，不能是“{value}”"
