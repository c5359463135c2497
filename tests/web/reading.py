"""Reading a staff screen as a person does: its words, its tables, its fields, its links."""

import re
from html import unescape
from xml.etree import ElementTree

import html5lib
from werkzeug.test import TestResponse

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def main(response: TestResponse) -> ElementTree.Element:
    """The part of the page below the bar."""
    tree = html5lib.parse(response.get_data(as_text=True))
    found = tree.find(f".//{NAMESPACE}main")
    assert found is not None
    return found


def words(response: TestResponse) -> str:
    """Everything the page says below the bar, in one line."""
    return text_of(main(response))


def text_of(element: ElementTree.Element) -> str:
    return " ".join(unescape("".join(element.itertext())).split())


def bar(response: TestResponse) -> list[str]:
    """The places in the bar."""
    tree = html5lib.parse(response.get_data(as_text=True))
    links = tree.findall(f".//{NAMESPACE}nav[@aria-label='Main']/{NAMESPACE}a")
    return [text_of(link) for link in links]


def all_of(response: TestResponse, tag: str, **attributes: str) -> list[str]:
    """The words of every element with this tag (and these attributes) below the bar."""
    found = main(response).iter(f"{NAMESPACE}{tag}")
    return [
        text_of(one)
        for one in found
        if all(one.get(name) == value for name, value in attributes.items())
    ]


def rows(response: TestResponse, table: int = 0) -> list[list[str]]:
    """The cells of one table, row by row, without its head."""
    found = list(main(response).iter(f"{NAMESPACE}table"))[table]
    body = found.find(f"{NAMESPACE}tbody")
    assert body is not None
    return [[text_of(cell) for cell in row] for row in body]


def field(response: TestResponse, name: str) -> str | None:
    """What stands in the field with this name."""
    for one in main(response).iter():
        if one.get("name") == name:
            return one.get("value") if one.tag != f"{NAMESPACE}textarea" else one.text or ""
    raise AssertionError(f"no field {name}")


def choices(response: TestResponse, name: str) -> list[str]:
    """The values that can be chosen in the fields with this name."""
    return [one.get("value") or "" for one in main(response).iter() if one.get("name") == name]


def ticked(response: TestResponse, name: str) -> list[str]:
    """The values chosen in the fields with this name."""
    return [
        one.get("value") or ""
        for one in main(response).iter()
        if one.get("name") == name and one.get("checked") is not None
    ]


def addresses(response: TestResponse) -> list[str]:
    """Where the links of the page lead."""
    return [one.get("href") or "" for one in main(response).iter(f"{NAMESPACE}a")]


def said(response: TestResponse) -> list[str]:
    """What the page answers to what was just done."""
    return [text_of(one) for one in main(response).iter() if one.get("role") in ("status", "alert")]


def address(response: TestResponse) -> str:
    """Where a redirect leads."""
    return re.sub(r"^https?://[^/]+", "", response.headers["Location"])
