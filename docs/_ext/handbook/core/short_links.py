"""Small pages that lead on to guidelines: from IDs, linter rules, former slugs and addresses."""

from collections import defaultdict
from html import escape

from handbook.core.catalogue import Catalogue
from handbook.core.citing import link_path
from handbook.core.records import Guideline
from handbook.core.released import Record

HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<meta name="description" content="{about}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{about}">
{more}<style>
html {{ background: canvas }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}
</style>
</head>
<body>
<main>
<h1>{name}</h1>
"""
# The script keeps the fragment, which a refresh would lose; where it cannot run, the refresh does.
REFRESH = """\
<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>
<script>location.replace("{target}" + location.hash)</script>
"""
FOOT = "</main>\n</body>\n</html>\n"


def pages(catalogue: Catalogue, record: Record, base: str) -> dict[str, str]:
    """Return the text of each page by its path in the site.

    ``base`` is the address of the published site, ending in a slash, or empty where nobody
    knows it.  Links are relative, so that they work at any address and from disk.
    IDs and rules lead on in lower case, too: most hosts tell the two apart.
    """
    found = {}
    for name, guidelines in _names(catalogue, record).items():
        for spelt in {name, name.lower()}:
            found[f"{link_path(spelt)}index.html"] = _page(name, guidelines, "../../", base)
    for each in catalogue.guidelines:
        for place in each.formerly:
            found[f"{place}.html"] = _page(place, [each], "../", base)
    return found


def _names(catalogue: Catalogue, record: Record) -> dict[str, list[Guideline]]:
    """Return what leads on, and to which guidelines."""
    names = _rules(catalogue, record)
    for each in catalogue.guidelines:
        names |= {place.rpartition("/")[2]: [each] for place in each.formerly}
        names[each.id] = [each]
    return names


def _rules(catalogue: Catalogue, record: Record) -> dict[str, list[Guideline]]:
    """Return the guidelines that name each linter rule; or else did once."""
    ever: defaultdict[str, list[Guideline]] = defaultdict(list)
    for each in catalogue.guidelines:
        released = record.guidelines.get(each.id)
        editions = released.editions if released else ()
        for rule in {*each.ruff, *(rule for edition in editions for rule in edition.ruff)}:
            ever[rule].append(each)
    return {
        rule: [each for each in naming if rule in each.ruff and each.applies] or naming
        for rule, naming in ever.items()
    }


def _page(name: str, guidelines: list[Guideline], root: str, base: str) -> str:
    """Return a page that leads on to its only guideline, or lists several."""
    first, *others = guidelines
    target = f"{first.docname}.html"
    title, about, more = first.heading, first.summary, REFRESH.format(target=root + target)
    if others:
        title, about, more = f"Guidelines on {name}", ", ".join(each.id for each in guidelines), ""
        target = link_path(name)
    if base:
        more = f'<link rel="canonical" href="{escape(base + target)}">\n{more}'
    items = "".join(
        f'<li><a href="{root}{each.docname}.html">{escape(each.heading)}</a></li>\n'
        for each in guidelines
    )
    about = escape(about.replace("`", ""))
    head = HEAD.format(title=escape(title), about=about, name=name, more=more)
    return f"{head}<ul>\n{items}</ul>\n{FOOT}"
