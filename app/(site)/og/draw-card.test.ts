import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { drawCard, readableCard } from "./draw-card";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-og-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const card = { title: "Retries – žluťoučký, Привет, Ωμέγα", description: "Once & once only.", section: "Docs" };

test("a card is a PNG of the right size, drawn once, without a network", async () => {
  const network = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
  const first = await drawCard(card, folder);
  expect(first.subarray(1, 4).toString()).toBe("PNG");
  expect([first.readUInt32BE(16), first.readUInt32BE(20)]).toEqual([1_200, 630]);
  const [kept] = await readdir(folder);
  expect(await drawCard(card, folder)).toEqual(first);
  expect(await readdir(folder)).toEqual([kept]);
  // Another word is another picture; so is a script that the fonts lack, and it asks nobody for fonts.
  await drawCard({ ...card, title: "Other" }, folder);
  await drawCard({ ...card, title: "如何重试 🚀" }, folder);
  expect(await readdir(folder)).toHaveLength(3);
  const asked = network.mock.calls.map(([url]) => String(url instanceof Request ? url.url : url));
  expect(asked.filter((url) => /^https?:/.test(url))).toEqual([]);
  network.mockRestore();
});

test("what the fonts cannot write is left out; long texts are cut between words", async () => {
  expect(await readableCard(card)).toEqual(card);
  const chinese = await readableCard({ title: "幂等性", description: "说明", section: "文档" });
  expect(chinese).toEqual({ title: "Parcelway", description: "Ship a parcel with one API call", section: "" });
  expect((await readableCard({ ...card, title: "🚀 Launch" })).title).toBe("Launch");
  expect((await readableCard({ ...card, description: "说明" })).description).toBe("");
  const long = await readableCard({ ...card, title: "word ".repeat(60) });
  expect(long.title).toMatch(/^(word )+word…$/);
  expect(long.title.length).toBeLessThanOrEqual(111);
});
