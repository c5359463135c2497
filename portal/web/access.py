"""Who may come in. Every route declares its gate here, and a test walks all routes.

A parent comes in by the token in the address; what is private also asks for the child's birthday,
unless this phone made the booking or has answered before. Staff come in by user name and
password, and by a second step on a new device and before records or barriers. What a person may
not see, they cannot find: a lookup that fails is a 404.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import abort, current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, logout_user

from portal import clock
from portal.config import Settings
from portal.db import act, db
from portal.domain import devices, links, phones, talks
from portal.domain import second_step as second_steps
from portal.domain.history import By, Face
from portal.domain.people import Parent, Role, Staff, school, whole_parent
from portal.gates import Gate as Gate
from portal.gates import gate_of as gate_of
from portal.gates import open_to_anyone as open_to_anyone
from portal.languages import ENGLISH, OFFERED, Language, nearest

View = Callable[..., ResponseReturnValue]

KNOWN = timedelta(hours=1)
"""How long a right birthday opens what is private on any other phone."""

LEFT = timedelta(hours=12)
"""How long after leaving quickly a page first asks before it opens: an evening and a night."""
MOST_CANCELLED = 5
"""Talks that one phone can take back."""
OF_A_PARENT = ("mine", "known", "kept", "made", "cancelled", "asked", "safe", "phones")
"""What a session knows of a parent; the rest is a colleague's, or the language."""

sign_in = LoginManager()


def settings() -> Settings:
    """The portal's settings."""
    found: Settings = current_app.config["SETTINGS"]
    return found


# -- parents -----------------------------------------------------------------------------------


def parents(view: View) -> View:
    """A page of the parent whose link it is: `<token>` in the address. A dead or altered link
    gets the page that says how to get a new one."""

    @wraps(view)
    def checked(token: str, **rest: Any) -> ResponseReturnValue:
        link = links.find(token)
        if link is None or link.dead_at:
            return _lost(token)
        g.link, g.token = link, token
        return view(**rest)

    checked.gate = Gate("parent")  # type: ignore[attr-defined]
    return checked


def about_talk(view: View) -> View:
    """A page about one of the parent's own talks, `<invitation_id>` in the address: the view gets
    the talk. What is not theirs, or must not be known to them, is a 404."""

    @wraps(view)
    def checked(token: str, invitation_id: int, **rest: Any) -> ResponseReturnValue:
        link, talk = talks.find(links.digest(token), invitation_id)
        if link is None or talk is None:
            return _no_talk(token)
        g.link, g.token = link, token
        return view(talk, **rest)

    checked.gate = Gate("parent")  # type: ignore[attr-defined]
    return checked


def about_talks(view: View) -> View:
    """A page about all of the parent's talks: the view gets the list, which may be empty."""

    @wraps(view)
    def checked(token: str, **rest: Any) -> ResponseReturnValue:
        link, found = talks.behind(links.digest(token))
        link = link or links.find(token)
        if link is None or link.dead_at:
            return _lost(token)
        g.link, g.token = link, token
        return view(found, **rest)

    checked.gate = Gate("parent")  # type: ignore[attr-defined]
    return checked


def _lost(token: str) -> ResponseReturnValue:
    return redirect(url_for("parent.lost_link", token=token))


def _no_talk(token: str) -> ResponseReturnValue:
    link = links.find(token)
    if link is None or link.dead_at:
        return _lost(token)
    g.link, g.token = link, token
    abort(404)


def parent() -> Parent:
    """The parent whose link this page was opened with, with what every page reads of them."""
    found: Parent = g.link.parent
    return found


def the_whole_parent() -> Parent:
    """The same, with all that we know of them."""
    return whole_parent(parent().id)


def token() -> str:
    """The token in this page's address."""
    found: str = g.token
    return found


def link_id() -> int:
    """The row of the link this page was opened with."""
    found: int = g.link.id
    return found


def by_parent() -> By:
    """This parent, on the web."""
    return By(Face.WEB, parent_id=parent().id)


def said_my_school() -> bool:
    """Whether somebody on this phone has said "this is my child's school" for this link."""
    return g.link.id in session.get("mine", []) and not _is_forgotten()


def remember_my_school() -> None:
    _begin()
    session["mine"] = [*session.get("mine", [])[-9:], g.link.id]


def knows_birthday() -> bool:
    """Whether this phone has given the child's birthday lately, or is remembered."""
    if _is_forgotten():
        return False
    now, key = clock.now(), str(g.link.id)
    if now.timestamp() < session.get("known", {}).get(key, 0) <= (now + KNOWN).timestamp():
        return True
    words = session.get("kept", {}).get(key)
    if words is not None and "known_phone" not in g:
        g.known_phone = phones.is_known(g.link.id, words)
    return words is not None and bool(g.known_phone)


def remember_birthday(*, only_i_use_this_phone: bool) -> None:
    """The birthday was right: this phone is known for an hour, or remembered."""
    _begin()
    key = str(g.link.id)
    until = int((clock.now() + KNOWN).timestamp())
    session["known"] = {**session.get("known", {}), key: until}
    if only_i_use_this_phone:
        with act():
            words = phones.remember(g.link.id)
        session["kept"] = {**session.get("kept", {}), key: words}
        session.permanent = True


def forget_this_phone() -> None:
    """Nothing that a parent did on this phone counts any more."""
    words = session.get("kept", {}).get(str(g.link.id), "")
    with act():
        phones.forget(g.link.id, words, by_parent())
    forget_here()


def forget_here() -> None:
    """This phone has never been here, as far as parents' pages know."""
    for name in OF_A_PARENT:
        session.pop(name, None)


def _is_forgotten() -> bool:
    """Whether all phones were forgotten since this one was last known."""
    known_at = session.get("phones", {}).get(str(g.link.id), 0)
    return bool(known_at != g.link.phones_generation)


def _begin() -> None:
    """What this phone does from now on counts again, and nothing from before it was forgotten."""
    if _is_forgotten():
        forget_here()
        session["phones"] = {str(g.link.id): g.link.phones_generation}


def leave() -> None:
    """Somebody leaves quickly: what a phone that is not remembered knows is gone, and any page
    first asks before it opens again, also the one behind the back button."""
    kept = {name: session[name] for name in ("kept", "mine", "phones") if name in session}
    forget_here()
    if "kept" in kept:
        session.update(kept)
    session["left"] = int(clock.now().timestamp())


def left_lately() -> bool:
    """Whether this phone was left quickly, and nobody has opened the pages again since."""
    return bool(session.get("left", 0) > (clock.now() - LEFT).timestamp())


def come_back() -> None:
    """The pages open again."""
    session.pop("left", None)


def made_here(booking_id: int) -> bool:
    """Whether this phone made this booking."""
    return booking_id in session.get("made", []) and not _is_forgotten()


def remember_made(booking_id: int) -> None:
    _begin()
    if not made_here(booking_id):
        session["made"] = [*session.get("made", [])[-19:], booking_id]


def remember_cancelled(invitation_id: int, booking_id: int) -> None:
    """This phone cancelled this talk, and may take it back."""
    _begin()
    before = list(session.get("cancelled", {}).items())[-MOST_CANCELLED:]
    session["cancelled"] = {**dict(before), str(invitation_id): booking_id}


def forget_cancelled(invitation_id: int) -> None:
    """It was taken back."""
    rest = session.get("cancelled", {}).items()
    session["cancelled"] = {one: talk for one, talk in rest if one != str(invitation_id)}


def cancelled_here(invitation_id: int) -> int:
    """The booking (id) for this invitation that this phone cancelled and can take back; 0 if
    none."""
    return 0 if _is_forgotten() else session.get("cancelled", {}).get(str(invitation_id), 0)


def may_see(booking_id: int) -> bool:
    """Whether this phone may see this booking's day, time and place."""
    return made_here(booking_id) or knows_birthday()


def page_language() -> Language:
    """The language of this page: English for staff; the parent's own, else what this phone chose or
    asks for."""
    if request.blueprint == "staff":
        return ENGLISH
    link = g.get("link")
    if link is not None and link.parent.language in OFFERED:
        return OFFERED[link.parent.language]
    if session.get("language") in OFFERED:
        return OFFERED[session["language"]]
    asked = (nearest(tag) for tag, _quality in request.accept_languages)
    return next((own for own in asked if own and school().offers(own.tag)), ENGLISH)


# -- staff -------------------------------------------------------------------------------------


class SignedIn(UserMixin):
    """A member of staff who has signed in; a new password ends the sign-in."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        return f"{self.staff.id}.{self.staff.generation}"


@sign_in.user_loader  # type: ignore[untyped-decorator]
def _load(key: str) -> SignedIn | None:
    staff_id, _, generation = key.partition(".")
    staff = db.session.get(Staff, int(staff_id)) if staff_id.isdigit() else None
    if staff is None or not staff.active or str(staff.generation) != generation:
        return None
    return SignedIn(staff)


def staff_only(*roles: Role, second_step: bool | None = None) -> Callable[[View], View]:
    """A page for staff with one of these roles (any role if none is named). Strangers are asked
    to sign in; staff without the role find nothing there.

    `second_step`: True on pages with records or barriers: everybody must have passed it in this
    sign-in. Otherwise only office, leads and safeguarding leads must, and with False nobody: the
    pages on which it is passed. Where it is missing, what was typed is carried through it.
    """

    def gated(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                logout_user()
                _note_wanted()
                return redirect(url_for("staff.sign_in"))
            if roles and not current_user.staff.has(*roles):
                abort(404)
            if step_is_missing(second_step):
                return _ask_second_step()
            return view(*args, **kwargs)

        checked.gate = Gate("staff", roles, second_step)  # type: ignore[attr-defined]
        return checked

    return gated


def step_is_missing(asked: bool | None) -> bool:
    """Whether whoever is signed in must pass the second step before a page that asks for it so
    (`staff_only`)."""
    person = staff()
    wanted = second_steps.is_asked(person) if asked else second_steps.is_asked_first(person)
    return asked is not False and wanted and not has_passed()


def has_passed() -> bool:
    """Whether whoever is signed in has passed the second step on this device, and the device is
    not forgotten and not over."""
    digest = session.get("device")
    if not isinstance(digest, str):
        return False
    if "live_device" not in g:
        g.live_device = digest if devices.is_live(digest, staff().id) else None
    return bool(g.live_device == digest)


def _ask_second_step() -> ResponseReturnValue:
    if "application/json" in request.headers.get("Accept", ""):  # a page's own script is asking
        return jsonify(second_step=url_for("staff.second_step")), 401
    if request.method == "POST":
        # 307: the browser posts the same form there, so that nothing typed is lost.
        return redirect(url_for("staff.carry_through_step", to=request.full_path), 307)
    _note_wanted()
    return redirect(url_for("staff.second_step"))


def _note_wanted() -> None:
    """Remember the page somebody wanted, for when they are in. What a page's script asks for in
    passing is not a page."""
    if request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document":
        session["wanted"] = request.full_path.rstrip("?")


def wanted_page() -> str:
    """The page that was wanted before sign-in or second step, once; otherwise Today."""
    wanted = session.pop("wanted", "")
    return wanted if wanted.startswith("/staff") else url_for("staff.today")


def device_cookie(staff_id: int) -> str:
    """The name of the cookie by which a remembered device of this colleague is known again."""
    return f"device{staff_id}"


def staff() -> Staff:
    """Who is signed in."""
    found: Staff = current_user.staff
    return found


def by_staff() -> By:
    """Who is signed in, at a staff screen."""
    return By(Face.DESK, staff_id=staff().id)
