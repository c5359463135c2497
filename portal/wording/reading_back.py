"""What was said in a talk, read back to the parent in their own language at the end of it."""

from enum import StrEnum

from portal.languages import Language


class Here(StrEnum):
    """Who can be in the room besides the teacher. Values are stored."""

    PARENT = "parent"
    CHILD = "child"
    ADULT = "another adult"
    INTERPRETER = "interpreter"
    ASSISTANT = "teaching assistant"
    OTHER = "somebody else"


class InTouch(StrEnum):
    """How parent and school keep in touch until the next talk. Values are stored."""

    TEXT = "text"
    PHONE = "phone call"
    GATE = "at the gate"
    PAGE = "on the parent's page"


def title(language: Language) -> str:
    _ = language.gettext
    # Translators: title of the page that is read to a parent at the end of a talk at school.
    return _("What we said")


def who_was_here(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above the people who were at a talk between a parent and a teacher.
    return _("Who was here")


def here(who: Here, language: Language, *, parent: str, child: str) -> str:
    """Somebody in the room; `parent` and `child` are names."""
    _ = language.gettext
    match who:
        case Here.PARENT:
            return parent
        case Here.CHILD:
            return child
        case Here.ADULT:
            # Translators: in a list of who was at a talk: a grown-up who came with the parent.
            return _("Another adult")
        case Here.INTERPRETER:
            # Translators: tick box; an interpreter is a grown-up who speaks both languages.
            return _("An interpreter")
        case Here.ASSISTANT:
            # Translators: in a list of who was at a talk: a helper of the teacher in class.
            return _("A class helper")
        case Here.OTHER:
            # Translators: in a list of who was at a talk: one more person.
            return _("Somebody else")


def matters_most(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above one to three things that parent and teacher found most important
    # for the child.
    return _("What matters most")


def agreed(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above the targets that parent, teacher and child agreed on in a talk.
    return _("What we agreed")


def nothing_agreed(language: Language) -> str:
    _ = language.gettext
    # Translators: where a plan for the child would stand, when a talk ended without one.
    return _("We have not agreed on a target yet.")


def keep_in_touch(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above how parent and teacher will talk to each other until next time.
    return _("How we keep in touch")


def in_touch(way: InTouch, language: Language) -> str:
    """One way to keep in touch."""
    _ = language.gettext
    match way:
        case InTouch.TEXT:
            # Translators: how parent and school keep in touch: by text message.
            return _("By text")
        case InTouch.PHONE:
            # Translators: how parent and school keep in touch: on the phone.
            return _("By phone")
        case InTouch.GATE:
            # Translators: how parent and school keep in touch: a word when the parent brings or
            # collects the child.
            return _("At the school gate")
        case InTouch.PAGE:
            # Translators: how parent and school keep in touch: on the parent's own web page, which
            # opens from a link in a text.
            return _("On your own page")


def next_talk(language: Language) -> str:
    _ = language.gettext
    # Translators: heading above the day of the next talk between parent and teacher.
    return _("Our next talk")


def is_it_right(language: Language) -> str:
    _ = language.gettext
    # Translators: question to a parent under all that was written down in a talk, above the two
    # buttons "Yes" and "No, change it".
    return _("Is this what we said?")


def yes(language: Language) -> str:
    _ = language.gettext
    # Translators: big button under "Is this what we said?".
    return _("Yes, that is right")


def change(language: Language) -> str:
    _ = language.gettext
    # Translators: big button under "Is this what we said?"; after it the teacher changes what was
    # written down.
    return _("No, change it")
