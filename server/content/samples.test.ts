import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageVariables } from "@/lib/base/page-variables";
import { useStores } from "@/lib/base/testing/stores";
import { runSamples, writeProven } from "@/lib/docs/run-samples";
import { type EdgeUnderTest, startEdge } from "../edge/testing/edge-with-web";
import { makeSandboxKey } from "./run-samples-here";

useStores({ postgres: true });

let edge: EdgeUnderTest;
let target: Parameters<typeof runSamples>[1];
beforeAll(async () => {
  edge = await startEdge();
  target = { portalUrl: edge.url, sandboxKey: await makeSandboxKey(), variables: pageVariables() };
});
afterAll(() => edge?.close());

describe("samples marked verify", () => {
  it("in these docs work against a fresh sandbox", async () => {
    const run = await runSamples(process.cwd(), target);
    expect(run.problems).toEqual([]);
    expect(run.passed.length).toBeGreaterThanOrEqual(5);
  });

  it("are told by file and line when they do not, and lose their date when they change", async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), "waymark-docs-"));
    await mkdir(path.join(root, "content/docs"), { recursive: true });
    const fence = "```";
    const write = (status: number) =>
      writeFile(
        path.join(root, "content/docs/a.mdx"),
        [
          "# A",
          `${fence}bash verify=${status}`,
          'curl {{PORTAL_URL}}/sandbox/carriers -H "Authorization: Bearer wrong"',
          fence,
          `${fence}js verify`,
          'throw new Error("no luck");',
          fence,
          `${fence}js`,
          "not run",
          fence,
        ].join("\n"),
      );
    await write(401);
    const run = await runSamples(root, target);
    expect(run.passed).toHaveLength(1);
    expect(run.problems).toMatchObject([
      { file: "content/docs/a.mdx", line: 5, message: expect.stringContaining("no luck") },
    ]);
    await writeProven(root, run, new Date("2026-11-21T10:00:00Z"));
    const proven = async () => JSON.parse(await readFile(path.join(root, "content/verified.json"), "utf8"));
    expect(await proven()).toEqual({ [run.passed[0] as string]: "2026-11-21" });
    await write(200);
    const changed = await runSamples(root, target);
    expect(changed.problems).toMatchObject([{ line: 2, message: expect.stringContaining("401") }, { line: 5 }]);
    await writeProven(root, changed, new Date("2026-11-22T10:00:00Z"));
    expect(await proven()).toEqual({});
    await rm(root, { recursive: true, force: true });
  });
});
