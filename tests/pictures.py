"""Drawings compared with the pictures that are committed: what a browser paints of them, without a single letter.

Pillow comes with WeasyPrint. `MESA_RENEW_PICTURES=1` writes the pictures anew (CONTRIBUTING.md).
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Browser

from services.notifications.board.pages.drawn import FILES, drawn

UNLIKE = 40
"""Of 255 in one colour: what edges and other versions of a browser differ by is less."""


async def painted(browser: Browser, markup: str, css: str, selector: str, width: int) -> Image.Image:
    """What a browser of `width` pixels paints of an element in the style of the page. `css`: what hides its letters."""
    context = await browser.new_context(viewport={"width": width, "height": 600}, color_scheme="light")
    page = await context.new_page()
    style = f"{FILES['board.css'].decode()}{css} body {{ background: #fff; padding: 8px; }}"
    await page.set_content(f"<!doctype html><style>{style}</style>{drawn('sprite.html', {})}{markup}")
    shot = await page.locator(selector).screenshot()
    await context.close()
    return Image.open(BytesIO(shot)).convert("RGB")


def unlike(picture: Image.Image, golden: Path) -> float:
    """The share of pixels that differ from the committed picture; 1 if its size does."""
    if os.environ.get("MESA_RENEW_PICTURES"):
        golden.parent.mkdir(exist_ok=True)
        picture.quantize(64, dither=Image.Dither.NONE).save(golden, optimize=True)
    with Image.open(golden) as kept:
        return share_unlike(picture, kept.convert("RGB"))


def share_unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ by more than `UNLIKE` in a colour; 1 if the sizes differ."""
    if one.size != other.size:
        return 1.0
    bands = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(most.histogram()[UNLIKE + 1 :]) / (one.width * one.height)
