import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Fence } from "./read-fence";

/** Which samples were run, and on which day all was well: a hash of the sample -> `2026-11-21`. Read by builds, which run nothing. */
export const provenFile = "content/verified.json";

export type Proven = Record<string, string>;

export function readProven(root: string): Proven {
  try {
    return JSON.parse(readFileSync(path.join(root, provenFile), "utf8")) as Proven;
  } catch {
    return {};
  }
}

/** A sample that is changed by a letter was not run yet. `value`: the block as it stands in the file, with marks for variables. */
export function hashSample({ language, verify = 0 }: Pick<Fence, "language" | "verify">, value: string): string {
  return createHash("sha256").update(`${language}\0${verify}\0${value}`).digest("hex").slice(0, 16);
}

/** What a page's compiled form depends on. */
export function provenText(root: string, source: string): string {
  return /^\s*[`~]{3,}.*\bverify\b/m.test(source) ? JSON.stringify(readProven(root)) : "";
}
