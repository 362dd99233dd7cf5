"""The settings of events."""

from typing import cast

from pydantic import Field, SecretStr

from shared.runtime import Runtime
from shared.settings import Settings


class EventsSettings(Settings):
    """The settings of every service, and those of events."""

    calendar_key: SecretStr = Field(
        default=SecretStr(""), description="32 bytes in base64 that encrypt the addresses of subscribed calendars"
    )
    calendar_minutes: int = Field(
        default=60, ge=5, le=1440, description="Minutes between two readings of a subscribed calendar"
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[A-Za-z0-9.:\-\[\]]+(/[\w.~/\-]*)?)?$",
        description="Address at which everybody reaches events, for posters' QR; empty: the one that was asked",
    )


def settings_of(runtime: Runtime) -> EventsSettings:
    """The settings of a runtime of events."""
    return cast(EventsSettings, runtime.settings)
