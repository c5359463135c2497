"""How a parent's page finds what it is about: through the parent whose link opened it."""

from flask import abort

from portal.domain import talks
from portal.domain.talks import Talk
from portal.web.access import parent


def find_talk(invitation_id: int) -> Talk:
    """This parent's talk, or a 404: what they may not see does not exist."""
    talk = talks.find(parent().id, invitation_id)
    if talk is None:
        abort(404)
    return talk
