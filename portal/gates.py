"""What a route's gate is: declared beside every view, and walked by a test.

Every face has routes, and no face imports another, so the word for it stands here. The gates that
look at who is there (a parent's link, a member of staff) are in `web.access`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from portal.domain.people import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Gate:
    """Who passes: "anyone", "parent" or "staff" with at least one of these roles.

    `second_step`: who of the staff is asked for the second step there. True: everybody who has one,
    for records and barriers; None: those whose role always needs it; False: nobody.
    """

    who: str
    roles: tuple[Role, ...] = ()
    second_step: bool | None = None


def gate_of(view: Any) -> Gate | None:
    """The gate a view declares; None is a mistake."""
    return getattr(view, "gate", None)


def open_to_anyone(view: View) -> View:
    """A page that needs no key: the way in, and what carriers call (they sign what they send)."""
    view.gate = Gate("anyone")  # type: ignore[attr-defined]
    return view
