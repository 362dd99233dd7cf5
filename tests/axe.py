"""axe-core on a page in a real browser: what of WCAG 2.2 AA and of good practice it finds broken."""

from playwright.async_api import Page

from tests.validators.node import FOLDER, fetch_packages

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def axe(page: Page) -> list[str]:
    """Each violation with the elements that it is about. The script runs beside the page's policy, not under it."""
    fetch_packages()
    source = (FOLDER / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    await page.evaluate(source)
    found = await page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found["violations"]]
