"""One sealed file: operations and attachments, compressed, encrypted to the receiver, signed."""

from desktop.exchange.bundle import statements
from desktop.exchange.bundle.header import Draft, Header, Limits, peek
from desktop.exchange.bundle.opening import Opened, open_bundle
from desktop.exchange.bundle.operations import OpTuple, Range, read_json
from desktop.exchange.bundle.sealing import Notes, Sealed, seal

__all__ = [
    "Draft",
    "Header",
    "Limits",
    "Notes",
    "OpTuple",
    "Opened",
    "Range",
    "Sealed",
    "open_bundle",
    "peek",
    "read_json",
    "seal",
    "statements",
]
