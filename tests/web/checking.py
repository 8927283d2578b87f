"""What is checked of a page as it is seen."""

from collections.abc import Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.conftest import Shoot

Scheme = Literal["light", "dark"]
LOOKS: list[tuple[Scheme, int]] = [("light", 320), ("light", 768), ("light", 1920), ("light", 1280), ("dark", 1280)]
AXE = {("light", 320), ("dark", 1280)}
"""Looks that axe looks through: it is slow, and these have both sets of colours and both arrangements."""
_axe = Axe()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, with the element; it looks at WCAG 2.2 A and AA and at good practice."""
    found = _axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Return the elements that stick out at the right, when the page can be scrolled sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return [];
            const out = [...document.body.querySelectorAll("*")]
                .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
            return [`${root.scrollWidth} > ${root.clientWidth}`, ...out.map((one) => one.outerHTML.slice(0, 120))];
        }"""
    )
    return found


def without_visible_focus(page: Page, *, most: int = 60) -> tuple[int, list[str]]:
    """Walk through a page by the key Tab; return how many stops there are, and those where no outline is seen."""
    hidden: list[str] = []
    seen: set[str] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        name, is_seen = page.evaluate(
            """() => {
                const one = document.activeElement;
                const style = getComputedStyle(one);
                const box = one.getBoundingClientRect();
                const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                    && box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
                const path = [];
                for (let at = one; at && at !== document.body; at = at.parentElement)
                    path.unshift(`${at.tagName}:${[...at.parentElement.children].indexOf(at)}`);
                return [one === document.body ? "" : `${path.join("/")} ${one.outerHTML.slice(0, 80)}`, isSeen];
            }"""
        )
        if not name or name in seen:
            break
        seen.add(name)
        hidden += [] if is_seen else [name]
    return len(seen), hidden


def faults(page: Page, name: str, shoot: Shoot) -> Iterator[str]:
    """Yield what is wrong with a page in light and dark, narrow and wide, enlarged and with forced colours.

    Each can be kept as a picture.
    """
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        shoot(page, f"{name}-{scheme}-{width}", whole=(scheme, width) in AXE)
        yield from (f"{scheme} {width}: {fault}" for fault in too_wide(page))
        if (scheme, width) in AXE:
            yield from (f"{scheme} {width}: {fault}" for fault in violations(page))
    page.emulate_media(forced_colors="active")
    shoot(page, f"{name}-forced")
    page.emulate_media(forced_colors="none")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    shoot(page, f"{name}-200")
    yield from (f"200 %: {fault}" for fault in too_wide(page))
    page.evaluate("document.documentElement.style.fontSize = ''")
