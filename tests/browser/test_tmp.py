import pytest
from tests.browser import tour, looking
def test_x(live, new_phone, watch):
    p = new_phone(language="ur")
    for name in tour.of_parents(live, watch, p, "ur"):
        if name in ("details","birthday", "that time is taken", "details, the crèche full", "a link that opens nothing", "texts on"):
            p.wait_for_load_state()
            print(name, p.evaluate("()=>[...document.querySelectorAll('input:not([type=hidden]),select')].filter(e=>e.checkVisibility()).slice(0,30).map(e=>[e.name,e.scrollHeight,e.clientHeight, getComputedStyle(e).lineHeight])"))
            p.screenshot(path=f"/tmp/tourshots/tmp-{name.replace(' ','_')}.png", full_page=True)
        if name=="a link that opens nothing": break
