"""Inline SVG in small pieces: elements, words that fit, and how quantities are written."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# Nothing here can measure a font: a generous mean width of 13 px sans-serif, in px.
CHARACTER = 7.4
TINY = 0.001
LONG = 120  # s: up to here plain seconds read best
TELLING = re.compile(r"( \d+(\N{EN DASH}\d+)?)?( \([^()]*\))?$")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drawing(kind: str, *, ident: str, title: str, describe: str) -> Element:
    """Return an empty drawing that assistive technology announces by title and description.

    ``ident`` becomes the stem of two ids: it must be unique on its page and free of spaces.
    """
    named = {"role": "img", "aria-labelledby": f"{ident}-title {ident}-desc"}
    about = {"xmlns": "http://www.w3.org/2000/svg", "class": f"hb-drawing hb-{kind}"}
    root = Element("svg", about | named)
    add(root, "title", text=title, id=f"{ident}-title")
    add(root, "desc", text=describe, id=f"{ident}-desc")
    return root


def markup(root: Element, width: float, height: float) -> str:
    """Return a finished drawing of that size in px: the same bytes for the same picture."""
    size = {"width": px(width), "height": px(height), "viewBox": f"0 0 {px(width)} {px(height)}"}
    root.attrib |= size
    return tostring(root, encoding="unicode")


def add(
    parent: Element, tag: str, style: str = "", text: str = "", **attributes: str | float
) -> Element:
    """Add an element of a CSS class; ``text_anchor=`` writes ``text-anchor``, numbers are px."""
    element = SubElement(parent, tag)
    if style:
        element.set("class", f"hb-draw-{style}")
    for name, value in attributes.items():
        element.set(name.replace("_", "-"), value if isinstance(value, str) else px(value))
    if text:
        element.text = NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def add_path(parent: Element, style: str, steps: list[str], **attributes: str | float) -> None:
    """Add one path of many strokes: a fraction of the size of an element for each."""
    if steps:
        add(parent, "path", style, "", d="".join(steps), **attributes)


def add_words(
    parent: Element, style: str, words: str, limit: int, **attributes: str | float
) -> None:
    """Add a text of at most ``limit`` characters; a longer one keeps its whole in a title."""
    element = add(parent, "text", style, shorten(words, limit), **attributes)
    if len(words) > limit:
        whole = add(element, "title", text=words)
        whole.tail, element.text = element.text, None


def shorten(words: str, limit: int) -> str:
    """Cut to ``limit`` characters with an ellipsis; `` 12 (thread)`` stays, it tells apart."""
    if len(words) <= limit:
        return words
    found = TELLING.search(words)
    tail = found[0] if found and len(found[0]) < limit - 1 else ""
    return f"{words[: limit - 1 - len(tail)].rstrip()}…{tail}"


def width_of(words: str) -> float:
    """Return about how wide a text is drawn, in px, rather more than less."""
    return (len(words) + 0.5) * CHARACTER


def px(value: float) -> str:
    """Write a coordinate to a tenth of a pixel: finer cannot be seen, and costs bytes."""
    return f"{round(value, 1) + 0.0:g}"  # a sum with 0.0 is never -0.0


def number(value: float) -> str:
    """Write a quantity as readers do: 9,976, 0.25; to the thousandth unless it is tiny."""
    text = (
        f"{value:.2g}" if 0 < abs(value) < TINY else f"{value + 0.0:,.3f}".rstrip("0").rstrip(".")
    )
    return text.replace("-", "\N{MINUS SIGN}")


def duration(seconds: float) -> str:
    """Write a span of time: 0.25 s, 90 s, 12 min 30 s, 2 h."""
    left = round(seconds, 6)  # what floats add up to beyond that is no observation
    words = []
    for size, unit in ((3600, "h"), (60, "min")) if left > LONG else ():
        count, left = divmod(round(left, 3), size)
        words += [f"{number(count)}{NO_BREAK_SPACE}{unit}"] if count else []
    if left or not words:
        words.append(f"{number(left)}{NO_BREAK_SPACE}s")
    return " ".join(words)
