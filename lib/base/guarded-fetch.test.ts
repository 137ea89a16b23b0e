import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createPlainServer, type LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";
import { MockAgent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { type GuardedRequest, guardedAgent, guardedFetch } from "./guarded-fetch";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const usual: GuardedRequest = { timeoutMs: 10_000, maxBytes: 1_000 };
const own: GuardedRequest = { ...usual, allowPrivate: true };

describe("which addresses are asked", () => {
  it.each([
    ["http://example.com/", "bad_address"],
    ["https://a:b@example.com/", "bad_address"],
    ["file:///etc/passwd", "bad_address"],
    ["nonsense", "bad_address"],
    ["https://localhost/", "private_address"],
    ["https://127.0.0.1/", "private_address"],
    ["https://2130706433/", "private_address"],
    ["https://0.0.0.0/", "private_address"],
    ["https://10.0.0.1/", "private_address"],
    ["https://100.64.0.1/", "private_address"],
    ["https://169.254.169.254/latest/meta-data", "private_address"],
    ["https://[::1]/", "private_address"],
    ["https://[::ffff:127.0.0.1]/", "private_address"],
    ["https://[fd00:ec2::254]/", "private_address"],
    ["https://metadata.google.internal/", "private_address"],
  ])("%s: %s", async (address, fault) => {
    await expect(guardedFetch(address, usual)).rejects.toMatchObject({ fault });
  });

  it.each([
    [["127.0.0.1"]],
    [["::ffff:10.0.0.1"]],
    [["169.254.169.254"]],
    [["100.100.100.200"]],
    [["0.0.0.0"]],
    [["93.184.216.34", "127.0.0.1"]],
    [[]],
  ])("a public name that resolves to %j is not connected to", async (addresses) => {
    let connections = 0;
    const plain = createPlainServer(() => connections++);
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const lookup: LookupFunction = (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    const { port } = plain.address() as AddressInfo;
    const agent = guardedAgent(lookup);
    await expect(guardedFetch(`https://rebind.example:${port}/`, usual, agent)).rejects.toMatchObject({
      fault: "private_address",
    });
    expect(connections).toBe(0);
    await agent.close();
    plain.close();
  });

  it("a name that nobody knows is told as such", async () => {
    const unknown = Object.assign(new Error("no"), { code: "ENOTFOUND" });
    const agent = guardedAgent((_, __, callback) => callback(unknown, "", 0));
    await expect(guardedFetch("https://nobody.example/", usual, agent)).rejects.toMatchObject({
      fault: "unknown_host",
    });
  });

  it.each(["https://127.0.0.1/", "https://169.254.169.254/latest", "http://public.example/", "//[::1]/"])(
    "a redirect of a public host to %s is not followed",
    async (location) => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      agent.get("https://public.example").intercept({ path: "/" }).reply(302, "", { headers: { location } });
      const fault = location.startsWith("http://public") ? "bad_address" : "private_address";
      await expect(guardedFetch("https://public.example/", usual, agent)).rejects.toMatchObject({ fault });
    },
  );

  it("one's own network only when it is allowed", async () => {
    const address = await serve((_, response) => response.end("here"));
    await expect(guardedFetch(address, usual)).rejects.toMatchObject({ fault: "bad_address" });
    const answer = await guardedFetch(address, own);
    expect([answer.status, answer.body.toString(), answer.cut]).toEqual([200, "here", false]);
  });
});

describe("redirects", () => {
  it("are followed for GET, without credentials on another origin", async () => {
    const seen: unknown[] = [];
    const second = await serve((request, response) => {
      seen.push([request.url, request.headers.authorization, request.headers["x-kept"]]);
      response.end("there");
    });
    const first = await serve((_, response) => response.writeHead(302, { location: `${second}/new` }).end());
    const headers = { Authorization: "Bearer t", "x-kept": "1" };
    const answer = await guardedFetch(first, { ...own, headers });
    expect([answer.body.toString(), answer.url]).toEqual(["there", `${second}/new`]);
    expect(seen).toEqual([["/new", undefined, "1"]]);
  });

  it("are the answer for POST", async () => {
    let asked = 0;
    const address = await serve((_, response) => {
      asked++;
      response.writeHead(307, { location: "/again" }).end();
    });
    const answer = await guardedFetch(address, { ...own, method: "POST", body: "x" });
    expect([answer.status, asked]).toEqual([307, 1]);
  });

  it("end somewhere", async () => {
    const address = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
    await expect(guardedFetch(address, own)).rejects.toMatchObject({ fault: "too_many_redirects" });
  });
});

describe("size and time", () => {
  it("a longer answer is refused or cut, and the connection closed", async () => {
    let closed = () => {};
    const closing = () => new Promise<void>((resolve) => (closed = resolve));
    const address = await serve((_, response) => {
      const more = () => response.write("x".repeat(900), () => setImmediate(more));
      response.on("close", () => closed()).on("error", () => {});
      more();
    });
    let gone = closing();
    await expect(guardedFetch(address, own)).rejects.toMatchObject({ fault: "too_large" });
    await gone;
    gone = closing();
    const answer = await guardedFetch(address, { ...own, longer: "cut" });
    expect([answer.cut, answer.body.toString()]).toEqual([true, "x".repeat(1_000)]);
    await gone;
  });

  it("what is counted is the unpacked answer", async () => {
    const address = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1_000_000))),
    );
    await expect(guardedFetch(address, own)).rejects.toMatchObject({ fault: "too_large" });
  });

  it.each([
    ["that never answers", () => {}],
    ["whose body never ends", (_: unknown, response: { write(text: string): void }) => response.write("a")],
  ])("a host %s is given up", async (_, answer) => {
    const address = await serve(answer as RequestListener);
    await expect(guardedFetch(address, { ...own, timeoutMs: 100 })).rejects.toMatchObject({ fault: "timeout" });
  });

  it("a host that is not there, and a caller that stops", async () => {
    const address = await serve(() => {});
    const stopping = new AbortController();
    const asking = guardedFetch(address, { ...own, signal: stopping.signal });
    stopping.abort();
    await expect(asking).rejects.toMatchObject({ fault: "aborted" });
    servers[0]?.closeAllConnections();
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    await expect(guardedFetch(address, own)).rejects.toMatchObject({
      fault: "unreachable",
      message: "the host is not answering (ECONNREFUSED)",
    });
  });

  it("sends what it was given", async () => {
    const address = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () =>
        response
          .writeHead(418, { "x-was": `${request.method} ${request.headers["content-type"]}` })
          .end(Buffer.concat(chunks)),
      );
    });
    const headers = { "content-type": "text/plain" };
    const answer = await guardedFetch(address, { ...own, method: "PUT", headers, body: "täxt" });
    expect([answer.status, answer.headers.get("x-was"), answer.body.toString()]).toEqual([
      418,
      "PUT text/plain",
      "täxt",
    ]);
  });
});
