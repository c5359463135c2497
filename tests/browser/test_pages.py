"""Every page a parent can be shown, in every language: it fits a small phone, a finger and the
first packets, is valid, and keeps nobody out.
"""

import pytest

from portal.languages import OFFERED
from tests.browser import looking, tour
from tests.browser.conftest import NewPhone
from tests.conftest import Watch
from tests.live import Live

pytestmark = pytest.mark.browser
import time

T = {}
B = []


def timed(name, f, *a):
    t = time.time()
    r = f(*a)
    T[name] = T.get(name, 0) + time.time() - t
    return r


@pytest.mark.parametrize("tag", OFFERED)
def test_every_page_in_every_language(
    live: Live, new_phone: NewPhone, watch: Watch, tag: str
) -> None:
    page = new_phone(language=tag)
    wire = looking.Wire(page)
    faults = {}
    t = time.time()
    for stop in tour.of_parents(live, watch, page, tag):
        f = []
        timed("load", page.wait_for_load_state)
        w = timed("wire", wire.bytes)
        B.append((w, stop))
        if w > looking.FIRST_FLIGHT or w < 500:
            f.append(f"{w} bytes {wire.requests}")
        if wire.hosts() != {live.address[7:]}:
            f.append(f"{wire.asked}")
        f += timed("cut", looking.cut_off, page)
        f += timed("small", looking.small_targets, page)
        f += timed("cov", looking.covered, page)
        f += timed("axe", looking.kept_out, page)
        if f:
            faults[stop] = f
    print(time.time() - t, T)
    print(sorted(B)[-8:])
    for k, v in faults.items():
        print(k)
        print("\n".join("    " + x for x in v))
    assert faults == {}
