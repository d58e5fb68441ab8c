"""Drafts of the form for what was held or hung at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.pages.visits.leaving import FormDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.pages.visits.activity_form import ActivityForm
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

ACTIVITY = "activity"


class ActivityDraft(FormDraft):
    """Day, village and topics stay for the next activity and alone are no draft."""

    kind = ACTIVITY
    sticky = frozenset({"day", "village", "topics", "village_name"})

    def __init__(self, form: ActivityForm, desk: Desk, jobs: Jobs) -> None:
        super().__init__(form, form, desk, jobs)
        self._activity = form

    def number(self, line: Any) -> str:  # noqa: ANN401 - a line of the list
        """The number of an activity."""
        return str(line.activity_no)

    def read(self, number: str) -> object | None:
        """The activity of that number."""
        return self.desk.publicity.line(number)

    def about(self) -> dict[str, str]:
        """How the village is called, for the name of the draft."""
        village = self._activity.village
        return {"village_name": village.currentText() if village.code() else ""}

    def put_about(self, values: Mapping[str, str]) -> None:
        """Offer the village of the draft; the list of all of them may not be there yet."""
        village, code = self._activity.village, values.get("village", "")
        if code and village.findData(code) < 0:
            village.addItem(values.get("village_name", ""), code)
