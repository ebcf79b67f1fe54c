"""Looking at a page with axe: every rule once, and each way of colouring a text once in a run."""

from __future__ import annotations

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
EVERYTHING_ELSE = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {name: {"enabled": False} for name in OF_COLOURS},
    "resultTypes": ["violations"],  # what passed would be the longer list by far
}
LOOK = "looked_at => axe.run(document, looked_at).then(found => found.violations)"
COLOURS = """async ([known, rules]) => {
  const seen = new Set(known), painted = new Map(), fresh = [], keys = [];
  const nothing = ["rgba(0, 0, 0, 0)", "none", "1", "none", "normal", ""].join("|");
  // All that lies behind a text: backgrounds from the page's to its own, and what veils them.
  const behind = (one) => {
    if (!one) return "";
    if (painted.has(one)) return painted.get(one);
    const s = getComputedStyle(one);
    const place = ["static", "relative"].includes(s.position) ? "" : s.position + one.className;
    const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode, place]
      .join("|");
    const up = behind(one.parentElement);
    painted.set(one, own === nothing ? up : `${up}>${own}`);
    return painted.get(one);
  };
  const hasText = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  for (const one of document.body.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    if (!hasText(one) && !["INPUT", "TEXTAREA", "SELECT"].includes(one.tagName)) continue;
    const s = getComputedStyle(one), link = one.closest("a[href]");
    const around = link ? getComputedStyle(link.parentElement) : null;
    const key = [s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextFillColor,
      behind(one), one.matches(":disabled, [aria-disabled=true]"),
      around && [s.textDecorationLine, s.borderBottom, s.display, around.color,
        around.fontWeight, around.display, hasText(link.parentElement)]].join("~");
    if (seen.has(key)) continue;
    seen.add(key); fresh.push(one); keys.push(key);
  }
  if (!fresh.length) return [[], []];
  const found = await axe.run({ include: fresh }, rules);
  return [found.violations, keys];
}"""


class Looker:
    """What axe finds on pages; which colours it has seen in which scheme."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.seen: dict[str, set[str]] = {"light": set(), "dark": set()}

    def found(self, page) -> list[str]:
        """Every violation of WCAG 2.2 A and AA, in light and in dark.

        A scheme changes colours and nothing else, so all other rules look once. Two texts are
        coloured alike when ink, size, weight and all that lies behind them are the same.
        """
        page.evaluate(self.script)
        page.emulate_media(color_scheme="light")
        told = _told("light", page, page.evaluate(LOOK, EVERYTHING_ELSE))
        rules = {"runOnly": {"type": "rule", "values": OF_COLOURS}, "resultTypes": ["violations"]}
        for scheme, seen in self.seen.items():
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(60)  # colours settle
            wrong, keys = page.evaluate(COLOURS, [sorted(seen), rules])
            if not wrong:
                seen.update(keys)
            told += _told(scheme, page, wrong)
        page.emulate_media(color_scheme="light")
        return told


def _told(scheme: str, page, violations) -> list[str]:
    return [
        f"{scheme} {page.url}: {one['id']}: {one['help']}: "
        + "; ".join(node["html"][:160] for node in one["nodes"][:4])
        for one in violations
    ]
