import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

export type Look = { width: number; colorScheme: "light" | "dark" };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at a loaded page in several ways: nothing scrolls sideways, and axe finds nothing. Its context must bypass the page's own policy, which rightly forbids the checker. */
export async function checkLooks(page: Page, address: string, looks: readonly Look[]): Promise<void> {
  await page.evaluate(axe);
  for (const { width, colorScheme } of looks) {
    if (page.viewportSize()?.width !== width) await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await arriveAtOnce(page);
    const where = `${address} at ${width} px in ${colorScheme}`;
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide, `${where} scrolls sideways`).toBe(0);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      };
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const result = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
      return result.violations.flatMap((violation) =>
        violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`),
      );
    });
    expect(violations, where).toEqual([]);
  }
}

/** Colours on their way from one scheme to the other are nobody's fault; spinners, which never arrive, stop. */
async function arriveAtOnce(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = () => document.getAnimations().filter(({ playState }) => playState === "running");
    for (let count = 0; count < 100 && moving().length > 0; count++) {
      for (const animation of moving()) {
        if (animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY) animation.cancel();
        else animation.finish();
      }
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
