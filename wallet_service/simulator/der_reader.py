"""A strict reader of DER, just enough for a CMS signature.

It shares no line with the code that writes signatures, so that it can judge it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class BrokenDer(ValueError):
    """The bytes are not DER."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag, the bytes inside, and all bytes with the header."""

    tag: int
    content: bytes = field(repr=False)
    whole: bytes = field(repr=False)

    def children(self, tag: int) -> list[Element]:
        """The elements inside, when this one bears the constructed `tag`."""
        if self.tag != tag:
            raise BrokenDer(f"expected tag {tag:#x}, found {self.tag:#x}")
        found, rest = [], self.content
        while rest:
            child = _first(rest)
            found.append(child)
            rest = rest[len(child.whole) :]
        return found


def read(data: bytes) -> Element:
    """The one element that `data` is; raises BrokenDer."""
    element = _first(data)
    if element.whole != data:
        raise BrokenDer("bytes follow after the end")
    return element


def _first(data: bytes) -> Element:
    if len(data) < 2:
        raise BrokenDer("cut short")
    start, length = 2, data[1]
    if length >= 0x80:
        width = length & 0x7F
        start = 2 + width
        length = int.from_bytes(data[2:start], "big")
        if not 1 <= width <= 4 or data[2:3] in {b"", b"\x00"} or length < 0x80:
            raise BrokenDer("a length that is not the shortest, or indefinite")
    if len(data) < start + length:
        raise BrokenDer("cut short")
    return Element(data[0], data[start : start + length], data[: start + length])


def oid(element: Element) -> str:
    """The dotted form of an OBJECT IDENTIFIER."""
    if element.tag != 0x06 or not element.content or element.content[-1] & 0x80:
        raise BrokenDer("expected an object identifier")
    numbers, number = [], 0
    for byte in element.content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
