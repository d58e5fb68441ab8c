"""Asking for a file or a folder without holding the window up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def _dialog(
    parent: QWidget, title: str, call: Callable[[Path], object], folder: str = ""
) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: call(Path(name)))
    return dialog


def choose_file(
    parent: QWidget, title: str, kinds: str, call: Callable[[Path], object], folder: str = ""
) -> QFileDialog:
    """Ask for a file that exists; `kinds` as Qt writes them: `Excel (*.xlsx *.xls)`.

    The dialog opens in `folder` if it is there.
    """
    dialog = _dialog(parent, title, call, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.open()
    return dialog


def choose_files(
    parent: QWidget, title: str, kinds: str, call: Callable[[list[Path]], object]
) -> QFileDialog:
    """Ask for one or more files that exist."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: call([Path(name) for name in names]))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(kinds)
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, call: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder."""
    dialog = _dialog(parent, title, call)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def choose_target(
    parent: QWidget,
    title: str,
    name: str,
    kinds: str,
    call: Callable[[Path], object],
    *,
    folder: str = "",
) -> QFileDialog:
    """Ask where a new file goes; `name` is the proposal, its suffix the default one."""
    dialog = _dialog(parent, title, call, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    dialog.open()
    return dialog
