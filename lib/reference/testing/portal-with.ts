import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A portal's folder with these files of content/reference; it goes with the test file. */
export function portalWith(files: Record<string, string | object>): string {
  const root = mkdtempSync(path.join(tmpdir(), "waymark-reference-"));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, "content/reference", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 1));
  }
  return root;
}
