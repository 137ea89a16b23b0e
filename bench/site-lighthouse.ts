import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
// @ts-expect-error: a plain script, without types
import { ensureBrowser } from "../scripts/browser.mjs";
import type { Row } from "./row";

const version = "13.5.0";
const categories = ["performance", "accessibility", "best-practices", "seo"];

/** Lighthouse's four scores of each page, on its slow phone (its default). It is fetched from npm into .cache/bench: the project itself does without. */
export async function measureLighthouse(origin: string, addresses: string[]): Promise<Row[]> {
  const folder = path.resolve(".cache/bench/lighthouse");
  if (!existsSync(path.join(folder, "node_modules/lighthouse"))) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `lighthouse@${version}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const { executablePath } = await ensureBrowser();
  const rows: Row[] = [];
  for (const address of addresses) {
    const output = path.join(mkdtempSync(path.join(os.tmpdir(), "lighthouse-")), "report.json");
    execFileSync(
      process.execPath,
      [
        path.join(folder, "node_modules/lighthouse/cli/index.js"),
        origin + address,
        "--quiet",
        "--output=json",
        `--output-path=${output}`,
        `--only-categories=${categories.join(",")}`,
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
      ],
      { env: { ...process.env, CHROME_PATH: executablePath }, stdio: ["ignore", "ignore", "inherit"] },
    );
    const report = JSON.parse(readFileSync(output, "utf8")) as {
      categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
      audits: Record<string, { score: number | null }>;
    };
    for (const name of categories) {
      const category = report.categories[name];
      const lost = category?.auditRefs.filter((ref) => ref.weight > 0 && (report.audits[ref.id]?.score ?? 1) < 0.9);
      rows.push({
        ...{
          name: `site: Lighthouse ${address}, ${name}`,
          value: Math.round((category?.score ?? 0) * 100),
          unit: "of 100",
        },
        note: lost?.length ? lost.map(({ id }) => id).join(", ") : undefined,
      });
    }
  }
  return rows;
}
