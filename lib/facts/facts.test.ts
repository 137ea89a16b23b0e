import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs, shiftClock } from "@/lib/base/clock";
import { setEnv } from "@/lib/base/env";
import { useStores } from "@/lib/base/testing/stores";
import { importRepository, readRepository } from "./import-repository";
import { readFacts } from "./read-facts";

const stores = useStores({ clickhouse: true });
const repository = "https://github.com/parcelway/portal";

/** A stand-in for GitHub's REST API. */
let server: Server;
let answer: { status: number; body: string; headers?: Record<string, string> };
const asked: { url?: string; etag?: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url, etag: request.headers["if-none-match"] });
    const known = request.headers["if-none-match"] === '"1"' && answer.status === 200 && answer.headers?.etag === '"1"';
    response.writeHead(known ? 304 : answer.status, answer.headers).end(known ? undefined : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    LOG_LEVEL: "silent",
    CLICKHOUSE_URL: stores.clickhouseUrl,
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
});
beforeEach(async () => {
  asked.length = 0;
  shiftClock(Date.parse("2026-05-10T12:00:00Z") - Date.now());
  await clickhouse().command({ query: "TRUNCATE TABLE facts_daily" });
});
afterEach(() => shiftClock(0));
afterAll(() => server.close());

const told = (stars: number) =>
  JSON.stringify({ stargazers_count: stars, forks_count: 3, subscribers_count: 2, watchers_count: stars });

test("a repository's numbers are kept by day, asked for with the answer's ETag, and hold a month", async () => {
  answer = { status: 200, body: told(41), headers: { etag: '"1"' } };
  expect(await importRepository(repository)).toEqual({ kind: "imported", repository: "parcelway/portal" });
  shiftClock(Date.parse("2026-05-11T12:00:00Z") - Date.now());
  expect(await importRepository(repository)).toEqual({ kind: "unchanged", repository: "parcelway/portal" });
  expect(asked).toEqual([
    { url: "/repos/parcelway/portal", etag: undefined },
    { url: "/repos/parcelway/portal", etag: '"1"' },
  ]);
  answer = { status: 200, body: told(42), headers: { etag: '"2"' } };
  await importRepository(repository);
  const stars = async (until: string) => (await readFacts(until)).get("repository_stars");
  expect(await stars("2026-05-10")).toBeUndefined();
  expect(await stars("2026-05-11")).toBe(41);
  expect(await stars("2026-05-12")).toBe(42);
  expect(Object.fromEntries(await readFacts("2026-05-12"))).toEqual({
    ...{ repository_stars: 42, repository_forks: 3, repository_watchers: 2 },
  });
  const later = (days: number) => new Date(Date.parse("2026-05-11") + days * dayMs).toISOString().slice(0, 10);
  expect(await stars(later(31))).toBe(42);
  expect(await stars(later(32))).toBeUndefined();
});

test.each<[string, typeof answer, string]>([
  ["a limit that was reached", { status: 403, body: "{}" }, "answered 403"],
  ["another document", { status: 200, body: "<html>" }, "answered something that is no repository"],
  ["numbers that are none", { status: 200, body: told(-1) }, "answered something that is no repository"],
  [
    "a repository that moved",
    { status: 301, body: "", headers: { location: "http://127.0.0.1:1/" } },
    "cannot be reached, or has moved",
  ],
])("%s is told and keeps nothing", async (_, said, reason) => {
  answer = said;
  expect(await importRepository("https://github.com/other/thing")).toEqual({
    ...{ kind: "refused", repository: "other/thing", reason },
  });
  expect((await readFacts("2026-06-01")).size).toBe(0);
});

test("only a repository at the portal's own GitHub is asked for", async () => {
  expect(readRepository("https://github.com/parcelway/portal.git")).toBe("parcelway/portal");
  for (const link of [
    undefined,
    "https://gitlab.com/a/b",
    "https://github.com/a",
    "https://github.com/a/b/issues",
    "no address",
  ]) {
    expect(await importRepository(link)).toEqual({ kind: "none" });
  }
  expect(asked).toEqual([]);
});
