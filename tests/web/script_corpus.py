"""Two hundred texts that would become markup, script or style in a careless page."""

from __future__ import annotations

from html.parser import HTMLParser

# ways out of where a page puts a text
BREAKOUTS = (
    *("", '"', "'", '">', "'>"),
    *("</title>", "</textarea>", "</script>", "-->", "]]>"),
)
VECTORS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<details open ontoggle=hit()>",
    "<body onload=hit()>",
    "<a href=javascript:hit()>x</a>",
    "<form action=javascript:hit()><button>",
    "<input autofocus onfocus=hit()>",
    "<video src onerror=hit()></video>",
    "<object data=javascript:hit()></object>",
    "<meta http-equiv=refresh content=0;url=javascript:hit()>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/>",
    "<style>@import'//evil.example'</style>",
    "<math><mtext><img src=x onerror=hit()></mtext></math>",
    " onmouseover=hit() autofocus onfocus=hit() x=",
    " style=background:url(//evil.example) ",
    "{{hit()}}${hit()}javascript:hit()",
)
CORPUS = tuple(way + vector for way in BREAKOUTS for vector in VECTORS)
ALL_OF_IT = " ".join(CORPUS)


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in {"href", "src", "action", "formaction"}:
                self.addresses.append(value or "")


def shape_of(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with their attributes' names: what no text may change."""
    found = _Shape()
    found.feed(page)
    assert not [one for one in found.addresses if one.startswith("javascript:")]
    return found.parts
