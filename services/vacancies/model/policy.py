"""What the Mesa has agreed on and no law prescribes: each number is configuration with a stated default.

All of them are unverified (DOMAIN): they are the founders' proposal until a Mesa writes its own policy file.
"""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.vacancies.lint.flag import DEFAULTS, Severity

POLICY = "policy"


class Policy(BaseModel):
    """The agreed numbers. `MESA_POLICY` names a TOML file with those that differ; an unknown word is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    rings_minutes: tuple[int, ...] = (75, 140, 240)
    """How far each tier of a call reaches, in minutes one way, estimated or stated by the office."""
    desk_calls: int = Field(default=12, ge=1)
    """From so many unanswered calls on an office counts as busy and is asked after the others of its ring."""
    small_population: int = Field(default=12_000, ge=0)
    """Up to so many people a commune's office is a small one."""
    quota_share: float = Field(default=0.25, ge=0, le=1)
    """Of the seats called for, the share kept for small offices while larger ones have answered already."""
    quota_from_seats: int = Field(default=4, ge=2)
    """Calls for fewer seats have no quota: they are decided when every office has answered."""
    quota_window: float = Field(default=0.75, gt=0, lt=1)
    """The part of the answer window after which the seats kept are released."""
    settle_minutes: float = Field(default=5.0, ge=0)
    """How long a call that all have answered waits for rival calls, so that both are decided together; shortened by
    urgency. 0: decided at once."""
    extensions: int = Field(default=2, ge=0)
    """How often a lease may be extended."""
    twin_days: int = Field(default=30, ge=0)
    """Within so many days a second posting of a vacancy is taken for a repost. 0: never."""
    pulse_minutes: float = Field(default=5.0, gt=0)
    """How often the heartbeat goes over the bus."""
    pulse_gap_minutes: float = Field(default=15.0, gt=0)
    """A heartbeat that is missing for longer is an outage; shorter ones are not noticed."""
    half_life_days: float = Field(default=180.0, gt=0)
    """After so many days a seat given or received counts half in the reciprocity between offices."""
    reciprocity_cap: int = Field(default=10_000, ge=0)
    """The most an office can be ahead or behind, in thousandths of a seat."""
    need_cap: float = Field(default=4.0, ge=1)
    """The largest factor by which the need of a small commune reduces what it received."""
    credit_origin: int = Field(default=400, ge=0)
    """Weight of the home commune in the credit of a placement."""
    credit_finder: int = Field(default=600, ge=0)
    """Weight of the commune that found the person."""
    credit_host: int = Field(default=200, ge=0)
    """Weight of the commune that hosted the fair where they met; it counts only where there was one."""
    visit_days: int = Field(default=14, ge=0)
    """Another office's visit to an employer so many days before or after is worth a warning. 0: never."""
    lint: dict[str, Severity] = {}
    """How severe a code of the legal review is, where this Mesa differs from lint/flag.py."""
    verify_days: int = Field(default=15, ge=1, le=31)
    """Days of contributions in a month that prove a placement."""

    @field_validator("lint")
    @classmethod
    def _known(cls, lint: dict[str, Severity]) -> dict[str, Severity]:
        if strange := sorted(set(lint) - set(DEFAULTS)):
            raise ValueError(f"no such codes of the legal review: {', '.join(strange)}")
        return lint

    @property
    def key(self) -> str:
        return POLICY

    @property
    def due_at(self) -> None:
        return None
