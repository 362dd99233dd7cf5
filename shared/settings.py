"""Every setting of a service, from the environment (`MESA_*`); the table in docs/settings.md is tested against it."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at start. An unset optional value has the default shown."""

    model_config = SettingsConfigDict(env_prefix="MESA_", frozen=True)

    kafka_bootstrap: str = Field(default="127.0.0.1:9092", description="Kafka servers, host:port, comma separated")
    database_url: SecretStr = Field(
        default=SecretStr("postgresql://127.0.0.1:5432/mesa"),
        description="PostgreSQL of this service's own role",
    )
    topic_prefix: str = Field(default="mesa", pattern=r"^[a-z0-9-]+$", description="First word of every topic's name")
    clock: str = Field(default="", description="Driven clock START@SECONDS_PER_SECOND; empty: the wall clock")
    log_format: str = Field(default="json", pattern="^(json|console)$", description="How log lines are written")
    log_level: str = Field(default="INFO", description="Least level that is logged")
    batch_records: int = Field(default=1000, ge=1, le=5000, description="Most records taken in one transaction")
    pool_size: int = Field(default=5, ge=2, le=50, description="Most PostgreSQL connections of one process")
    outbox_days: int = Field(default=90, ge=1, description="Days a published fact stays in the outbox")
    inbox_days: int = Field(default=30, ge=1, description="Days an identity is remembered against repeats")
    identity_key: SecretStr = Field(
        default=SecretStr(""),
        description="matching only: 32 bytes in base64 that encrypt seekers' identities",
    )
    insurance_far_minutes: int = Field(
        default=60,
        ge=1,
        le=600,
        description="matching only: minutes one way from which a place is far for the seguro de cesantía (unverified)",
    )
    policy: Path | None = Field(
        default=None,
        description="vacancies only: TOML file with what this Mesa has agreed on; empty: the stated defaults",
    )
    stale_days: int = Field(
        default=180, ge=1, le=3650, description="matching only: days after which a registration must be confirmed"
    )
    order_key: SecretStr = Field(
        default=SecretStr(""),
        description="matching only: key of the hash that breaks ties; empty: made from the identities' key",
    )
    travel_pesos: str = Field(
        default="public=35 car=120 motorcycle=50 bicycle=0 walk=0",
        pattern=r"^\s*(\w+=\d{1,5}\s*)*$",
        description="matching only: pesos a minute on the way to work, by mode of transport",
    )
    travel_days: int = Field(default=21, ge=1, le=31, description="matching only: days at work a month")
    home: Path | None = Field(default=None, description="State folder of the one-machine runner")


@cache
def settings() -> Settings:
    return Settings()
