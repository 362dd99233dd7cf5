"""Files that only their owner may read."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def write_secret(file: Path, text: str) -> Path:
    """Writes `text` into `file`, readable by its owner alone from the first byte on, in one step."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    part.write_text(text)
    return part.replace(file)


def new_password() -> str:
    """A password that nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class SecretTexts:
    """Texts by name in one file, as JSON."""

    file: Path

    def all(self) -> dict[str, str]:
        """What is kept, by name; nothing if there is no file yet."""
        known: dict[str, str] = json.loads(self.file.read_text()) if self.file.exists() else {}
        return known

    def get_or_make(self, name: str, new: Callable[[], str]) -> str:
        """What is kept by this name. If there is nothing, or it is empty: what `new` makes, kept from now on."""
        kept = self.all().get(name)
        if not kept:
            kept = new()
            self.put({name: kept})
        return kept

    def put(self, texts: dict[str, str]) -> None:
        """Keep these by their names, all at once; the others stay."""
        write_secret(self.file, json.dumps(self.all() | texts, indent=1))
