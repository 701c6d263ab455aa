"""Reads an HTML page as a browser would, as far as tests ask: elements with their attributes and words, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset("a b code q span strong".split())


@dataclass
class Element:
    """An element, what it holds, and what holds it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self._words()).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def _words(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            else:
                yield from each._words() if each.tag in INLINE else (" ", *each._words(), " ")

    def walk(self) -> "Iterator[Element]":
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def find(self, tag: str = "", name: str = "") -> "list[Element]":
        """Give the elements of a tag and a class below this one, in document order."""
        found = list(self.walk())[1:]
        return [each for each in found if (not tag or each.tag == tag) and (not name or name in each.classes)]

    def by_id(self, name: str) -> "Element":
        (found,) = [each for each in self.walk() if each.attributes.get("id") == name]
        return found

    def section(self, name: str) -> "Element":
        """Give the section that the heading of this id names."""
        (found,) = [each for each in self.find("section") if each.attributes.get("aria-labelledby") == name]
        return found


class _Reader(HTMLParser):
    """Builds the tree, and refuses a page whose tags do not match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = self.root
        self.doctype = ""

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of {tag} stands twice"
        made = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.inside.append(made)
        if tag not in VOID:
            self.open = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> ends <{self.open.tag}> at {self.getpos()}"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.inside.append(data)


def read_page(text: str) -> Element:
    """Give the page's ``html`` element; fails where its tags do not match."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> is not ended"
    assert reader.doctype == "DOCTYPE html"
    (page,) = [each for each in reader.root.inside if isinstance(each, Element)]
    return page
