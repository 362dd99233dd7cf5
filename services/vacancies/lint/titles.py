"""Finds titles that name one sex only, and their neutral form."""

import re
from collections.abc import Iterator

from shared.text import plain

_FIRST = re.compile(
    r"^\W*(?:se\s+(?:necesita|busca|requiere|solicita)n?\s+)?(?:\d+\s+)?(?P<word>[^\W\d_]+)(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
_ALREADY = re.compile(r"^[/(@]\s*\w{0,4}")
"""An ending after the first word that includes the other sex: «/a», «(a)», «@s»."""

_STEMS = "abogad|emplead|encargad|maestr|alumn|psicolog|kinesiolog|arquitect|ejecutiv|administrativ|medic|tecnic"
_ARIES = "secret|oper|parvul|empres|bibliotec|funcion|notific"
FEMININE: tuple[tuple[str, str, str], ...] = (
    (r"(?P<stem>\w+[dts]or)a(?P<s>s?)", "{stem}/a", "{stem}es/as"),
    (r"(?P<stem>\w+er)a(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
    (rf"(?P<stem>(?:{_ARIES})ari)a(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
    (r"(?P<stem>garz)ona(?P<s>s?)", "{stem}ón/a", "{stem}ones/as"),
    (rf"(?P<stem>{_STEMS})a(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
)
MASCULINE: tuple[tuple[str, str, str], ...] = (
    (r"(?P<stem>\w+[dts]or)(?P<s>(?:es)?)", "{stem}/a", "{stem}es/as"),
    (r"(?P<stem>\w+er)o(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
    (rf"(?P<stem>(?:{_ARIES})ari)o(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
    (r"(?P<stem>garz)on(?P<s>(?:es)?)", "{stem}ón/a", "{stem}ones/as"),
    (rf"(?P<stem>{_STEMS})o(?P<s>s?)", "{stem}o/a", "{stem}os/as"),
)
NOT_PEOPLE = frozenset({"carretera", "primera", "minera", "bandera", "enero", "febrero", "motor", "sector", "numero"})


def gendered(title: str) -> Iterator[tuple[str, str, str]]:
    """(code, word, neutral form) for a title that begins with a word for one sex; nothing for one that names both."""
    found = _FIRST.match(title.strip())
    if found is None or _ALREADY.match(found["rest"]):
        return
    word = found["word"]
    bare, rest = plain(word), plain(found["rest"])
    for code, forms in (("gendered_title", FEMININE), ("masculine_title", MASCULINE)):
        for pattern, one, several in forms:
            match = re.fullmatch(pattern, bare)
            if match and bare not in NOT_PEOPLE and not _named_again(match["stem"], rest):
                stem = word[: len(match["stem"])].lower()  # with its accents
                yield code, word, (several if match["s"] else one).format(stem=stem).capitalize()
                return


def _named_again(stem: str, rest: str) -> bool:
    """Whether the word follows again in the form for the other sex: «Cajera o cajero»."""
    return re.search(rf"\b{re.escape(stem)}\w{{0,3}}\b", rest) is not None
