"""Settings of the book."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Python Concurrency Handbook"
author = "The handbook's contributors"
copyright = author  # noqa: A001 - the name is Sphinx's
language = "en"

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "notfound.extension",
    "handbook",
]
exclude_patterns = ["_ext", "_scaffold", "_static", "_templates"]
templates_path = ["_templates"]
nitpicky = True
primary_domain = "pch"  # `{guidelines}` and `{guideline}` need no prefix

myst_enable_extensions = ["colon_fence", "deflist", "smartquotes"]
smartquotes = False  # MyST has set them by then
myst_title_to_header = True  # a guideline's title stands in its front matter alone

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["handbook.css", "drawings.css"]
html_js_files = [("handbook.js", {"defer": "defer"})]
html_sidebars = {"**": ["chapters.html"]}
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": [],
    "article_header_end": ["citing.html"],
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": ["feed.html"],
    "search_bar_text": "ID, symptom, linter rule …",
}

copybutton_exclude = ".linenos, .gp, .go"

# Where the site will be, for those pages and readers that cannot tell from a relative link.
_url = os.environ.get("HANDBOOK_URL", "").rstrip("/")
html_baseurl = f"{_url}/" if _url else ""
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
