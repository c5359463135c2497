"""Slips of the thumb, and words that look like slips and are not."""

import pytest

from portal.wording.slips import put_right


@pytest.mark.parametrize(
    ("typed", "tag", "meant"),
    [
        ("tmies", "en", "times"),
        ("timess", "en", "times"),
        ("chnage", "en", "change"),
        ("chage", "en", "change"),
        ("changge", "en", "change"),
        ("tlak", "en", "talk"),
        ("takl", "en", "talk"),
        ("hlep", "en", "help"),
        ("hepl", "en", "help"),
        ("langauge", "en", "language"),
        ("lanugage", "en", "language"),
        ("languge", "pl", "language"),
        ("thre", "en", "three"),
        ("seveen", "en", "seven"),
        ("definately", "en", "definitely"),
        ("terimny", "pl", "terminy"),
        ("zmaina", "pl", "zmiana"),
        ("rozmwa", "pl", "rozmowa"),
        ("jezky", "pl", "jezyk"),
        ("pomcc", "pl", "pomoc"),
        ("czetry", "pl", "cztery"),
        ("oczywscie", "pl", "oczywiscie"),
        ("polsih", "en", "polish"),
        ("bilkull", "en", None),
        ("blikul", "ur", "bilkul"),
    ],
)
def test_a_slip_is_put_right(typed, tag, meant):
    assert put_right(typed, tag) == meant


WORDS_OF_THEIR_OWN = (
    "chance charge chang changa range orange strange hang time timer tide walk tall tale take "
    "tack task talc held hell hello heap kelp yelp no know now then there these tree threw "
    "right night fight sever steven stop stpo stopp sto end edn ends quit quite cancel cancle "
    "cancell revoke revok unsubscribe unsubscibe none noon nope never luggage sausage info inf "
    "police jednak piatek piatki troska twoje czesc szewc zaroori handi changi haji madam thee "
    "indefinitely niedobrze nieoczywiscie niepotwierdzam a x 2 22222 times2 "
)


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
@pytest.mark.parametrize("word", WORDS_OF_THEIR_OWN.split())
def test_a_word_is_not_taken_for_another(word, tag):
    assert put_right(word, tag) is None


def test_a_slip_that_may_mean_two_things_is_not_guessed():
    # One letter from dziesięć (ten), and one from dziewięć (nine).
    assert put_right("dzieiec", "pl") is None
    assert put_right("dziesec", "pl") == "dziesiec"
