"""The exchange: a township's page, and the county's."""

from desktop.pages.sync.county import InboxPage
from desktop.pages.sync.page import SyncPage

__all__ = ["InboxPage", "SyncPage"]
