"""Where the keys of a page's front matter stand, and which of them stand twice."""

from collections.abc import Iterator

import yaml

FIRST = 2  # the line of a page on which its front matter begins, below the fence


def key_lines(node: yaml.Node | None, at: str = "") -> Iterator[tuple[str, int]]:
    """Yield each key's place, such as ``claims.loop_turns``, and its line in the page."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = f"{at}.{key.value}".strip(".")
            yield place, key.start_mark.line + FIRST
            yield from key_lines(value, place)


def doubled_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Yield the keys that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + FIRST, f"`{key.value}` stands here twice; keep one"
            seen.add(key.value)
            yield from doubled_keys(value)
