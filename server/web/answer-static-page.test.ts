import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { answerStaticPage, putAddress, readBuiltAddress } from "./answer-static-page";

const built = "http://127.0.0.1:3000";
const current = "https://portal.example";
const page = (base: string) =>
  `<head><link rel="canonical" href="${base}/docs/é"/><meta property="og:image" content="${base}/og/x.png"/></head>` +
  `<a href="https://chat.example/?q=${encodeURIComponent(base)}%2Fdocs">Ask</a><p>${base}0 ${base}.example</p>` +
  `<script type="application/ld+json">{"url":"${base}"}</script>`;
const flight = `<script id="_R_">self.__next_f=["1:T20,${built}/docs"]</script>`;

const root = mkdtempSync(path.join(tmpdir(), "waymark-address-"));
const answers: Record<string, (response: ServerResponse) => void> = {
  "/whole": (response) => {
    response.setHeader("x-nextjs-prerender", "1");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("etag", '"a"');
    response.setHeader("content-length", Buffer.byteLength(page(built)));
    response.write(page(built).slice(0, 60));
    response.end(page(built).slice(60));
  },
  // As a compressing middleware does it: the head first, asked for by who wraps the answer.
  "/head": (response) => {
    for (const [name, value] of [
      ["x-nextjs-prerender", "1"],
      ["content-type", "text/html"],
      ["etag", '"a"'],
    ] as const)
      response.setHeader(name, value);
    response.writeHead(404, { "x-more": "1" });
    response.end(page(built));
  },
  "/made": (response) => {
    response.setHeader("content-type", "text/html");
    response.end(page(built));
  },
  "/data": (response) => {
    response.setHeader("x-nextjs-prerender", "1");
    response.setHeader("content-type", "text/x-component");
    response.end(page(built));
  },
};
const server = createServer((request, response) => {
  answerStaticPage(request, response, { built, current });
  answers[request.url ?? ""]?.(response);
}).listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

it("puts the address everywhere but in other addresses and in React's data", () => {
  expect(putAddress(page(built) + flight, built, current)).toBe(
    page(current).replace(`${current}0 ${current}.example`, `${built}0 ${built}.example`) + flight,
  );
});

it("answers static pages with it, whole and as they are asked for; what is made per request passes by", async () => {
  const ask = (where: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${where}`, { headers });
  const wanted = putAddress(page(built), built, current);
  for (const encoding of ["gzip, br", "identity"]) {
    const answer = await ask("/whole", { "accept-encoding": encoding, "if-none-match": '"a"' });
    expect(answer.headers.get("content-encoding")).toBe(encoding === "identity" ? null : "gzip");
    expect(await answer.text()).toBe(wanted);
    const tag = answer.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{20}"$/);
    const again = await ask("/whole", { "accept-encoding": encoding, "if-none-match": tag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    // Under the tag of the other coding it is another answer.
    const other = await ask("/whole", {
      "accept-encoding": encoding === "identity" ? "gzip" : "identity",
      "if-none-match": tag,
    });
    expect([other.status, await other.text()]).toEqual([200, wanted]);
  }
  const headFirst = await ask("/head");
  expect([headFirst.status, await headFirst.text()]).toEqual([404, wanted]);
  for (const other of ["/made", "/data"]) expect(await (await ask(other)).text()).toBe(page(built));
});

it("knows what the pages were built for", () => {
  expect(readBuiltAddress(root)).toBeNull();
  mkdirSync(path.join(root, ".next/server/app"), { recursive: true });
  writeFileSync(path.join(root, ".next/server/app/index.html"), page(built));
  expect(readBuiltAddress(root)).toBe(built);
});
