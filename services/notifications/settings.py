"""The settings of notifications, which holds the officers' page."""

from pathlib import Path
from typing import Self, cast

from pydantic import Field, SecretStr, model_validator

from services.notifications.channels.mail import Postbox
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
    page_url: str = Field(
        default="", pattern=_URL, description="Address at which officers reach the page, for links and ways back"
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://user:password@host:port (STARTTLS) or smtps://…, which takes the mail; empty: none is sent",
    )
    mail_from: str = Field(
        default="",
        pattern=r"^([^<>\r\n@]* ?<?[^<>@\s]+@[^<>@\s]+>?)?$",
        description="Who mail is from, as Mesa Territorial <mesa@example.cl>",
    )

    oidc: Path | None = Field(
        default=None, description="TOML file with the OpenID providers of municipalities; empty: none"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.oidc and not self.page_url:
            raise ValueError("MESA_OIDC needs MESA_PAGE_URL beside it")
        if self.smtp_url.get_secret_value():
            if not self.mail_from or not self.page_url:
                raise ValueError("MESA_SMTP_URL needs MESA_MAIL_FROM and MESA_PAGE_URL beside it")
            Postbox.at(self.smtp_url.get_secret_value(), self.mail_from)
        return self

    @property
    def postbox(self) -> Postbox | None:
        """The server that takes the mail; None: none is set up."""
        url = self.smtp_url.get_secret_value()
        return Postbox.at(url, self.mail_from) if url else None


def settings_of(runtime: Runtime) -> NotificationsSettings:
    """The settings of a runtime of notifications."""
    return cast(NotificationsSettings, runtime.settings)
