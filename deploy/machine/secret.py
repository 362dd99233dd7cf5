"""Files that only their owner may read."""

from pathlib import Path


def write_secret(file: Path, text: str) -> Path:
    """Writes `text` into `file`, readable by its owner alone from the first byte on, in one step."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    part.write_text(text)
    return part.replace(file)
