"""The flood brake's memory: counts for as long as they run, and keeps nothing longer."""

from concurrent.futures import ThreadPoolExecutor

from portal.web.limits import Counts


def test_hits_add_up_until_their_time_is_over() -> None:
    counts = Counts()
    assert [counts.incr("phone", 60), counts.incr("phone", 60, 2), counts.get("phone")] == [1, 3, 3]
    assert counts.get("another") == 0
    counts.incr("short", 0)
    assert counts.get("short") == 0
    assert counts.incr("short", 60) == 1
    counts.clear("short")
    assert counts.get("short") == 0


def test_what_is_over_is_forgotten() -> None:
    counts = Counts()
    counts.TIDY = 0
    counts.incr("over", 0)
    counts.incr("running", 60)
    assert counts.reset() == 1
    assert counts.get("running") == 0


def test_many_at_once_are_all_counted() -> None:
    counts = Counts()
    with ThreadPoolExecutor(8) as phones:
        list(phones.map(lambda _: counts.incr("phone", 60), range(400)))
    assert counts.get("phone") == 400
