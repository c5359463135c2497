import pytest
from tests import make
from tests.browser import tour
@pytest.mark.parametrize("js",[True,False])
def test_back(live,new_phone,js):
    day=make.evening(language="en")
    p=new_phone(javascript=js); link=live.link(day.family.parent_id)
    p.goto(link); p.click(tour.MAIN); p.wait_for_load_state()
    p.locator(f"label:has([value='{day.slot_ids[2]}'])").click(); p.click(tour.MAIN); p.wait_for_load_state()
    p.check("[name=lift]")
    p.click(tour.MAIN); p.wait_for_load_state()
    print(p.title())
    p.click(tour.MAIN); p.wait_for_load_state()
    print(p.title(), p.url)
    for _ in range(3):
        try:
            r=p.go_back(); print("back", r and r.status, p.title(), p.url, p.locator("body").inner_text()[:100])
        except Exception as e: print(e)
    p.screenshot(path="/tmp/tourshots/back.png")
