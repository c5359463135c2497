"""Row ids and page numbers as they stand in addresses and forms."""

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""The largest number a row's id can be in either database."""


def row_id(words: str) -> int:
    """A number a row can have. Raises ValueError for anything else, so that
    `request.form.get(name, 0, type=row_id)` is 0 for what cannot exist."""
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 11 else -1
    if not 0 <= number <= LARGEST:
        raise ValueError("not a row's number")
    return number


class RowConverter(IntegerConverter):
    """`<int:...>` in an address: one that no row can have is not found, and not an error."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max": LARGEST, **kwargs})  # type: ignore[arg-type]
