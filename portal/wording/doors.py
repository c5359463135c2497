"""Where to come to at school: whole sentences, since a place bends in many languages."""

from enum import StrEnum

from portal.languages import Language


class Door(StrEnum):
    """The places a school can choose from for its talks."""

    MAIN_DOOR = "the main door"
    OFFICE = "the school office"
    SIDE_GATE = "the side gate"
    HALL = "the school hall"


def come_to(door: Door, language: Language) -> str:
    """ "Come to the main door." in this language."""
    _ = language.gettext
    match door:
        case Door.MAIN_DOOR:
            # Translators: tells a parent where to come for a talk at school. Short.
            return _("Come to the main door.")
        case Door.OFFICE:
            # Translators: tells a parent where to come for a talk at school. Short.
            return _("Come to the school office.")
        case Door.SIDE_GATE:
            # Translators: tells a parent where to come for a talk at school. Short.
            return _("Come to the side gate.")
        case Door.HALL:
            # Translators: tells a parent where to come for a talk at school. Short.
            return _("Come to the school hall.")
