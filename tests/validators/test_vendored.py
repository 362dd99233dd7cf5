"""What is not ours in the page's files is what it says it is."""

import re
from hashlib import sha256
from pathlib import Path

from tests.validators.node import FOLDER, fetch_packages

FILES = Path(__file__).parents[2] / "services/notifications/board/pages/files"
ROW = re.compile(r"\| `(\S+)` \|.*\| (\d+\.\d+\.\d+) \| `([0-9a-f]{64})` \|")


def test_each_vendored_file_has_the_hash_that_is_written_beside_it() -> None:
    rows = ROW.findall((FILES / "VENDORED.md").read_text(encoding="utf-8"))
    assert {name for name, _, _ in rows} == {file.name for file in FILES.glob("*.js")} - {"board.js"}
    for name, _, digest in rows:
        assert sha256((FILES / name).read_bytes()).hexdigest() == digest


def test_idiomorph_is_the_file_of_its_package() -> None:
    fetch_packages()
    package = FOLDER / "node_modules/idiomorph/dist/idiomorph.min.js"
    assert (FILES / "idiomorph.js").read_bytes() == package.read_bytes()
