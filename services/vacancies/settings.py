"""The settings of vacancies, and the policy file that one of them names."""

import tomllib
from pathlib import Path

from pydantic import Field, ValidationError

from services.vacancies.model.policy import Policy
from shared.settings import Settings


class VacanciesSettings(Settings):
    """The settings of every service, and those of vacancies."""

    policy: Path | None = Field(
        default=None,
        description="TOML file with what this Mesa has agreed on; empty: the stated defaults",
    )


def policy_of(settings: VacanciesSettings) -> Policy:
    """What this Mesa has agreed on. Raises ValueError with what is wrong in the file that MESA_POLICY names."""
    path = settings.policy
    if path is None:
        return Policy()
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise ValueError(f"MESA_POLICY={path}: {wrong}") from wrong
