"""The settings of notifications, which holds the officers' page."""

from typing import cast

from pydantic import Field, SecretStr

from shared.runtime import Runtime
from shared.settings import Settings

_URL = r"^(https?://[A-Za-z0-9.:\-\[\]]+(/[\w.~/\-]*)?)?$"


class NotificationsSettings(Settings):
    """The settings of every service, and those of notifications."""

    pass_key: SecretStr = Field(
        default=SecretStr(""), description="32 bytes in base64 with which the page asks other services for its officers"
    )
    vacancies_url: str = Field(
        default="http://127.0.0.1:8001", pattern=_URL, description="Address at which the page reaches vacancies"
    )
    matching_url: str = Field(
        default="http://127.0.0.1:8002", pattern=_URL, description="Address at which the page reaches matching"
    )
    events_url: str = Field(
        default="http://127.0.0.1:8003", pattern=_URL, description="Address at which the page reaches events"
    )


def settings_of(runtime: Runtime) -> NotificationsSettings:
    """The settings of a runtime of notifications."""
    return cast(NotificationsSettings, runtime.settings)
