"""What unkind senders send: texts of JSON that are none, and strings that break what is careless. LICENSES says whose.

`json_parsing.json` is JSONTestSuite's `test_parsing`; `naughty_strings.json` the Big List of Naughty Strings. Both are
written in ASCII, so that no editor and no terminal is led astray.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def json_texts() -> dict[str, bytes]:
    """By name. A parser must take y_…, must refuse n_…, and does as it likes with i_…."""
    return {name: _bytes(case) for name, case in _read("json_parsing.json").items()}


def naughty_strings() -> Mapping[str, Sequence[str]]:
    """By kind, as the list's own headings name it."""
    kinds: Mapping[str, Sequence[str]] = _read("naughty_strings.json")
    return kinds


def _bytes(case: Any) -> bytes:
    match case:
        case {"hex": str(digits)}:  # what is no UTF-8 stands in no text
            return bytes.fromhex(digits)
        case {"many": [str(text), int(times)]}:
            return text.encode() * times
    return str(case).encode()


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="ascii"))
