"""What the extension tells Sphinx of itself."""

from checks.tooling.docs.mini_book import Build


def test_extension_is_parallel_safe(whole: Build) -> None:
    """Pages may be read and written in several processes."""
    extension = whole.app.extensions["handbook"]
    assert (extension.parallel_read_safe, extension.parallel_write_safe) == (True, True)


def test_preview_is_off(whole: Build) -> None:
    """A book is built with evidence unless somebody asks for a preview."""
    assert whole.app.config.handbook_preview is False
