"""Volumes of Windows through kernel32; nothing here runs on another system."""

from __future__ import annotations

import sys

_READ_WRITE, _SHARED, _EXISTING = 0xC0000000, 0x3, 3
_LOCK, _DISMOUNT, _EJECT = 0x00090018, 0x00090020, 0x002D4808
_NAME = 261


class Volumes:
    """What `drives.Windows` asks of the system."""

    def drives(self) -> int:
        if sys.platform != "win32":
            return 0
        import ctypes

        return int(ctypes.windll.kernel32.GetLogicalDrives())

    def kind(self, root: str) -> int:
        if sys.platform != "win32":
            return 0
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))

    def label(self, root: str) -> str:
        if sys.platform != "win32":
            return ""
        import ctypes

        name = ctypes.create_unicode_buffer(_NAME)
        ctypes.windll.kernel32.GetVolumeInformationW(root, name, _NAME, None, None, None, None, 0)
        return name.value

    def eject(self, letter: str) -> bool:
        """Whoever still has a file open on it keeps the volume from being locked: then not."""
        if sys.platform != "win32":
            return False
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        handle = kernel.CreateFileW(
            f"\\\\.\\{letter}", _READ_WRITE, _SHARED, None, _EXISTING, 0, None
        )
        if handle in {None, wintypes.HANDLE(-1).value}:
            return False
        try:
            done, got = True, wintypes.DWORD()
            for code in (_LOCK, _DISMOUNT, _EJECT):
                asked = (handle, code, None, 0, None, 0, ctypes.byref(got), None)
                done = done and bool(kernel.DeviceIoControl(*asked))
            return done
        finally:
            kernel.CloseHandle(handle)
