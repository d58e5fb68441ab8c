"""The settings of a station, in the order in which they are shown."""

from __future__ import annotations

from desktop.services.listings import SettingKey

KEYS: tuple[SettingKey, ...] = (
    SettingKey(key="bank", group="bank", needed_for=("F01", "F04")),
    SettingKey(key="outlet", group="bank", needed_for=("F01", "F04")),
    SettingKey(key="outlet_address", group="bank", needed_for=("F01",)),
    SettingKey(key="outlet_hours", group="bank", needed_for=("F01",)),
    SettingKey(key="officer_name", group="officer", needed_for=("F01", "F04")),
    SettingKey(key="officer_phone", group="officer", needed_for=("F01", "F04")),
    SettingKey(key="staff_no", group="officer", needed_for=("F04",)),
    SettingKey(key="complaint_phone", group="phones", needed_for=("F01", "F04")),
    SettingKey(key="supervision_phone", group="phones", needed_for=("F01",)),
    SettingKey(key="hotline", group="phones", needed_for=()),
    SettingKey(key="township_phone", group="phones", needed_for=()),
    SettingKey(key="agriculture_bureau", group="phones", needed_for=()),
    SettingKey(key="filed_by", group="phones", needed_for=("F06",)),
    SettingKey(key="released_by", group="release", needed_for=("F13",)),
    SettingKey(key="released_on", group="release", needed_for=("F13",)),
    SettingKey(key="days_repay", group="release", needed_for=("F13",)),
    SettingKey(key="card_project", group="cards", needed_for=()),
    SettingKey(key="card_fields", group="cards", needed_for=()),
    SettingKey(key="mailbox", group="machine", needed_for=()),
    SettingKey(key="backup_folder", group="machine", needed_for=()),
    SettingKey(key="mailbox_host_key", group="machine", needed_for=()),
    SettingKey(key="printer", group="machine", needed_for=()),
    SettingKey(key="photo_mb", group="machine", needed_for=()),
    SettingKey(key="import_folder", group="machine", needed_for=()),
    SettingKey(key="font_scale", group="machine", needed_for=()),
    *(
        SettingKey(key=f"days_{name}", group="days", needed_for=())
        for name in (
            "maturity",
            "contact",
            "need_check",
            "inspection",
            "renewal",
            "claim",
            "subsidy",
            "sync",
            "backup",
        )
    ),
)
HOST_KEY = "mailbox_host_key"
"""The setting that holds the key of an SFTP server, as a person compared it."""
PHOTO_MB = "photo_mb"
"""How many MB of photos a bundle carries; 0: this ledger trades none."""

MOST_PHOTO_MB = 500
NAMES = frozenset(one.key for one in KEYS)
HANDED_DOWN = ("supervision_phone", "hotline", "agriculture_bureau")
"""Settings of the county that every enrolment package carries."""
ON_BOARDS = (
    "bank",
    "outlet",
    "outlet_address",
    "outlet_hours",
    "officer_name",
    "officer_phone",
    "supervision_phone",
    "complaint_phone",
)
"""Settings that a board in the village shows."""
RELEASED_TEXT = "released_text"
"""The version of the collection notice that was released, kept with the day of the release."""
POLICY_ON_BOARDS = "policy"
"""What is kept of a board beside them: the number of the policy that it cites."""
