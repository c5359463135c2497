"""The blueprint of the parents' pages, and the addresses they send one another to."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.web import access

blueprint = Blueprint("parent", __name__)


def address(endpoint: str, invitation_id: int) -> str:
    """The address of a page about one talk of the parent who is here."""
    return url_for(endpoint, token=access.token(), invitation_id=invitation_id)


def birthday_first() -> ResponseReturnValue:
    """What is asked for is private: the child's birthday opens it."""
    return redirect(url_for("parent.birthday", token=access.token()), 303)
