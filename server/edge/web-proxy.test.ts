import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { answerRequests } from "./answer-requests";
import { Router } from "./router";
import { askAt, browserHeaders } from "./testing/ask";
import { type Pages, startPages } from "./testing/edge-with-web";
import { WebProxy } from "./web-proxy";

let pages: Pages;
let url: string;
let close: () => Promise<void>;
let asked = 0;
/** The answers under way of the pages, which a test goes on with when it likes. */
const open: ServerResponse[] = [];

beforeAll(async () => {
  setEnv({});
  pages = await startPages((request, response) => {
    asked++;
    if (request.url === "/silent") return;
    if (request.url === "/quick") return void response.end("quick");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": beat\n\n");
    open.push(response);
  });
  const log = createLogger("test", "silent");
  const options = { webUrl: pages.url, publicUrl: "http://localhost", trusted: [], firstByteMs: 300, idleMs: 300 };
  const web = new WebProxy(options);
  const server = answerRequests({ router: new Router([]), web, trusted: [], log, observe: () => {} });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    web.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await pages.close();
  };
});
afterAll(() => close());

describe("pages that take too long", () => {
  it("are 504 with Retry-After, asked once: a page for people, a problem for programs", async () => {
    const before = asked;
    const page = await askAt(url, "/silent", { headers: browserHeaders });
    expect(page.status).toBe(504);
    expect(page.headers["retry-after"]).toBe("2");
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body).not.toContain("http-equiv");
    const problem = await askAt(url, "/silent", { headers: { accept: "application/json" } });
    expect(problem.status).toBe(504);
    expect(JSON.parse(problem.body)).toMatchObject({ type: "/docs/errors#gateway_timeout", status: 504 });
    expect(asked - before).toBe(2);
    expect((await askAt(url, "/quick")).body).toBe("quick");
  });

  it("in the middle of an answer break it off, so that nobody takes half for the whole", async () => {
    const response = await fetch(`${url}/stream`);
    await expect(response.text()).rejects.toThrow("terminated");
    open.pop()?.destroy();
  });

  it("are not what streams are that send something now and then", async () => {
    const response = await fetch(`${url}/stream`);
    const stream = open.pop() as ServerResponse;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    // Three times as long as silence may last, each beat well within it.
    for (let beat = 0; beat < 9; beat++) {
      await reader.read();
      await new Promise((resolve) => setTimeout(resolve, 100));
      stream.write(": beat\n\n");
    }
    stream.end("data: end\n\n");
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += Buffer.from(part.value);
    expect(text).toContain("data: end");
    expect((await askAt(url, "/quick")).body).toBe("quick");
  });
});
