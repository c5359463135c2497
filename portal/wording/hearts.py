"""Whether what a parent writes back to good news is no more than a heart: thanks, or a friendly
sign. Anything else holds words that somebody must read."""

import re

from portal.wording.answer_words import anywhere, known, parts
from portal.wording.answers import LONGEST_PLAIN, read
from portal.wording.folding import fold
from portal.wording.meanings import Meaning

_TYPED = re.compile(r"<3+|[:;=]-?[)D*]+|\^_?\^")
"""A heart or a smile without an emoji: <3 :) ;-) =D ^^."""
_FRIENDLY = frozenset(
    "❤♥🧡💛💚💙💜🤎🖤🤍🩷🩵🩶💕💖💗💓💞💘💝💟❣🫶"
    "😀😃😄😁😆😅😂🤣😊😇🙂😉😍🥰😘😗😚😙☺🥲😌😎🤩🥳🤗😋🤭😺😸😻"
    "👍👌✅✔☑💯👏🙌🙏🤝💪🤙✊👊🤲👋🫡"
    "⭐🌟✨💫🎉🎊🎈🏆🥇🏅🎖🎁👑🔥🚀🌈🌞☀🌹🌸🌺🌷🌻🌼💐🍀🦋💃🕺🎓📚💋😽✌🤞🤟"
)
"""Signs that thank or are glad. Any other, such as a sad face, is for somebody to see."""


def is_heart(words: str, tag: str) -> bool:
    """Whether this holds only yes, okay and thanks (in this language, or thanks in any other) and
    friendly signs, however many."""
    if read(words, tag).asks:
        return False
    said = fold(_TYPED.sub(" ❤ ", words))
    if said and _FRIENDLY.issuperset(said.split()):
        return True
    if len(said) > LONGEST_PLAIN:
        return False
    kind = known(tag, Meaning.YES, Meaning.OKAY) | anywhere(Meaning.POLITE) | _FRIENDLY
    return bool(parts(said, kind))
