"""The handbook's machinery: a Sphinx extension over a Sphinx-free core."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: "Sphinx") -> "ExtensionMetadata":
    """Tell Sphinx of the domain, the page, the lists, and of what happens in a build."""
    # Imported here, since the checks import handbook.core where there is no Sphinx.
    from handbook import (  # noqa: PLC0415
        build,
        derived,
        domain,
        excerpts,
        garbage,
        listings,
        measured,
        page,
        publish,
        search,
        standing,
        terms,
    )

    app.add_config_value("handbook_preview", default=False, rebuild="env", types=(bool,))
    app.add_domain(domain.HandbookDomain)
    app.add_directive_to_domain("pch", "guidelines", listings.ChapterGuidelines)
    app.add_directive_to_domain("pch", "chapters", listings.BookChapters)
    app.add_directive_to_domain("pch", "overview", listings.Overview)
    app.add_directive_to_domain("pch", "measured", measured.Measured)
    app.add_directive_to_domain("pch", "standing", standing.Standing)
    app.add_directive_to_domain("pch", "excerpt", excerpts.Excerpt)
    app.add_directive_to_domain("pch", "legend", excerpts.Legend)
    app.add_search_language(search.English)
    app.add_node(derived.derived, html=(derived.write_html, None))
    app.add_transform(page.GuidelinePage)
    app.add_transform(terms.GlossaryLinks)
    app.connect("builder-inited", garbage.hold)
    app.connect("builder-inited", build.read_trees)
    app.connect("source-read", page.head)
    app.connect("source-read", garbage.collect)
    app.connect("env-get-outdated", lambda _, env, *__: domain.handbook(env).outdated())
    app.connect("env-updated", lambda _, env: domain.handbook(env).say_warnings())
    app.connect("env-updated", lambda app, _: standing.restate(app))
    app.connect("doctree-resolved", standing.fill)
    app.connect("doctree-resolved", garbage.collect)
    app.connect("warn-missing-reference", domain.was_told)
    app.connect("html-page-context", build.dress)
    app.connect("html-collect-pages", search.restore_entries)
    app.connect("build-finished", publish.publish)
    app.connect("build-finished", garbage.resume)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
