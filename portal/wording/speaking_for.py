"""What a colleague types for who speaks for a parent: "Mr Turner", "his dad", "Emma, Jack's mum",
"Fatima, grandmother". Only the names are looked at for whether it is another parent."""

from collections.abc import Iterable

from portal.wording.names import plain

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
PARENTS = frozenset(
    {
        *("dad", "daddy", "father", "mum", "mummy", "mom", "mam", "mother", "parent", "carer"),
        *("stepdad", "stepfather", "stepmum", "stepmother", "step"),
        *("husband", "wife", "partner", "ex"),
    }
)
"""Words for somebody who may be another parent. Not those for others who speak for one, such as
grandmother and neighbour."""
SMALL = frozenset({"the", "for", "of", "and", "her", "his", "their", "my", "child", "childs"})


def names_in(said: str, children: Iterable[str]) -> str:
    """The names in these words: without titles, the words for parents, and these children's own."""
    theirs = {word for child in children for word in plain(child)}
    left_out = TITLES | PARENTS | SMALL | theirs | {f"{word}s" for word in theirs}
    return " ".join(word for word in plain(said) if word not in left_out)
