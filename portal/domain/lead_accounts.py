"""Accounts of leads and safeguarding leads: who may decide about them.

The office looks after accounts, but may not become a lead by it: neither by giving the role nor by
opening such an account for itself. Until one of them can sign in, the office may: so a school
begins. At the server's own command line (`portal office`) nobody is signed in, and all is allowed.
"""

from collections.abc import Iterable

from sqlalchemy import select

from portal.db import db
from portal.domain.history import By
from portal.domain.people import Role, Staff
from portal.wording.refusals import Reason, Refused

LEADING = frozenset({Role.LEAD, Role.SAFEGUARDING})


def refuse_others(roles: Iterable[Role], by: By) -> None:
    """Whoever gives or takes these roles, or opens an account that has them, must be a lead or the
    safeguarding lead, if one of these roles is meant. Refuses FOR_LEADS."""
    if by.staff_id is None or LEADING.isdisjoint(roles):
        return
    if db.session.get_one(Staff, by.staff_id).has(*LEADING):
        return
    can_sign_in = select(Staff).where(Staff.active, Staff.password_hash.is_not(None))
    if any(one.has(*LEADING) for one in db.session.scalars(can_sign_in)):
        raise Refused(Reason.FOR_LEADS)


def roles_of(person: Staff) -> set[Role]:
    """The roles of this account."""
    return {Role(role) for role in person.roles}
