"""The browser that the system has, started so that it can reach the site and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

from .site import HOST

PLAIN = "--disable-gpu"  # which is emulated where there is none, at a high cost
ONLY_OURS = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND"
WIDE, PHONE = 1440, 390


@asynccontextmanager
async def chromium(path: str) -> AsyncIterator[Browser]:
    """Run a browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[ONLY_OURS, PLAIN])
        async with browser:
            yield browser


@asynccontextmanager
async def page(
    browser: Browser,
    width: int = WIDE,
    *,
    dark: bool = False,
    scripts: bool = True,
) -> AsyncIterator[Page]:
    """Open an empty page in a context of its own, so with nothing cached."""
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    async with context:
        yield await context.new_page()
