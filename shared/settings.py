"""The settings that every service has, from the environment (`MESA_*`); docs/settings.md is tested against them.

A service with settings of its own has a class in its `settings.py`.
"""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.contracts.topics import MOST_TOPIC_DAYS
from shared.messaging.address import PLAIN, SCRAM, BusAddress, BusLogin


class BusSettings(BaseSettings):
    """Where the bus is, and as whom to come there."""

    model_config = SettingsConfigDict(env_prefix="MESA_", frozen=True)

    kafka_bootstrap: str = Field(default="127.0.0.1:9092", description="Kafka servers, host:port, comma separated")
    kafka_user: str = Field(default="", description="User of the broker; empty: no login and no TLS")
    kafka_password: SecretStr = Field(default=SecretStr(""), description="Password of that user")
    kafka_ca: Path | None = Field(default=None, description="File with the certificates (PEM) that vouch for it")
    kafka_mechanism: str = Field(
        default=SCRAM, pattern=f"^({SCRAM}|{PLAIN})$", description="How the password is proven: SCRAM-SHA-512 or PLAIN"
    )
    topic_prefix: str = Field(default="mesa", pattern=r"^[a-z0-9-]+$", description="First word of every topic's name")

    @model_validator(mode="after")
    def _whole_login(self) -> Self:
        if self.kafka_user and (self.kafka_ca is None or not self.kafka_password.get_secret_value()):
            raise ValueError("MESA_KAFKA_USER needs MESA_KAFKA_PASSWORD and MESA_KAFKA_CA beside it")
        return self

    @property
    def bus(self) -> BusAddress:
        """The address as the clients take it."""
        login = None
        if self.kafka_user and self.kafka_ca:
            password = self.kafka_password.get_secret_value()
            login = BusLogin(self.kafka_user, password, self.kafka_ca, self.kafka_mechanism)
        return BusAddress(self.kafka_bootstrap, self.topic_prefix, login)


class Settings(BusSettings):
    """Read once at start. A variable that is not set has the default shown."""

    database_url: SecretStr = Field(
        default=SecretStr("postgresql://127.0.0.1:5432/mesa"),
        description="PostgreSQL of this service's own role",
    )
    pass_keys: str = Field(
        default="", description="Public keys of the officers' page, whose passes are let in; several while one changes"
    )
    clock: str = Field(default="", description="Driven clock START@SECONDS_PER_SECOND; empty: the wall clock")
    log_format: str = Field(default="json", pattern="^(json|console)$", description="How log lines are written")
    log_level: str = Field(default="INFO", description="Least level that is logged")
    batch_records: int = Field(default=1000, ge=1, le=5000, description="Most records taken in one transaction")
    pool_size: int = Field(default=5, ge=2, le=50, description="Most PostgreSQL connections of one process")
    outbox_days: int = Field(default=90, ge=1, description="Days a published fact stays in the outbox")
    inbox_days: int = Field(default=100, ge=1, description="Days an identity is remembered against repeats")

    @model_validator(mode="after")
    def _remember_as_long_as_anything_can_return(self) -> Self:
        """A fact that is published again, or read again from the start of its topic, must be known as heard."""
        longest = max(self.outbox_days, MOST_TOPIC_DAYS)
        if self.inbox_days < longest:
            raise ValueError(
                f"MESA_INBOX_DAYS is {self.inbox_days}, but topics keep facts for {MOST_TOPIC_DAYS} days, the outbox"
                f" for {self.outbox_days}: what returns after it was forgotten is done twice. Set {longest} or more"
            )
        return self
