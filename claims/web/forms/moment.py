"""A field for a moment, typed and shown in the desk's time zone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField

from claims.web.session import desk


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time of day at the desk; its data is aware."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        super().__init__(label, validators, format=formats, **kwargs)

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed as a moment in the desk's time zone."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = self.data.replace(tzinfo=ZoneInfo(desk().time_zone))

    def process_data(self, value: datetime | None) -> None:
        """Show a stored moment in the desk's time zone."""
        self.data = value.astimezone(ZoneInfo(desk().time_zone)) if value else None
