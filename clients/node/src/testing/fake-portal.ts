import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Answer } from "../types.js";

export type Asked = { body: Record<string, unknown>; stream: boolean };
export type Reported = { records: Record<string, unknown>[]; packed: boolean };

/** A portal that says what a test tells it to, and remembers what it was asked. */
export class FakePortal {
  readonly asked: Asked[] = [];
  readonly reports: Reported[] = [];
  /** How verifications are answered; may be replaced at any time. */
  onVerify: (body: Record<string, unknown>) => Partial<Answer> | { status: number; headers?: Record<string, string> } =
    () => ({});
  /** Status and headers for reports; 200 unless told otherwise. */
  onUsage: (records: Record<string, unknown>[]) => { status: number; headers?: Record<string, string>; body?: object } =
    (records) => ({ status: 200, body: { accepted: records.length, duplicates: 0, rejected: [] } });
  /** Verifications wait for this. */
  gate: Promise<void> = Promise.resolve();
  streams = new Set<ServerResponse>();
  /** Whether listeners are told that they are ready at once. */
  readyAtOnce = true;
  port = 0;
  #server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Gone, connections and all; `start` brings it back at the same address. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  tell(event: "ready" | "key" | "all", data: object = {}): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** The records of all reports. */
  get records(): Record<string, unknown>[] {
    return this.reports.flatMap(({ records }) => records);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/v1/keys/changes") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      this.streams.add(response);
      response.on("close", () => this.streams.delete(response));
      response.write(this.readyAtOnce ? "event: ready\ndata: {}\n\n" : ": beat\n\n");
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const packed = request.headers["content-encoding"] === "gzip";
    const text = (packed ? gunzipSync(Buffer.concat(chunks)) : Buffer.concat(chunks)).toString();
    if (request.url === "/v1/usage") {
      const records = JSON.parse(text) as Record<string, unknown>[];
      const { status, headers, body } = this.onUsage(records);
      if (status === 200) this.reports.push({ records, packed });
      response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
      return;
    }
    const body = JSON.parse(text) as Record<string, unknown>;
    this.asked.push({ body, stream: request.headers["x-portal-cache"] === "stream" });
    await this.gate;
    const answer = this.onVerify(body);
    if ("status" in answer) {
      response.writeHead(answer.status, answer.headers).end("{}");
      return;
    }
    const data = { ...validAnswer, ...answer };
    response.writeHead(200, { "ratelimit-policy": '"burst";q=10;w=60', ratelimit: '"burst";r=9;t=60' });
    response.end(JSON.stringify({ meta: { requestId: "req_1" }, data }));
  }
}

export const validAnswer: Answer = {
  valid: true,
  code: "VALID",
  keyId: "key_1",
  appId: "app_1",
  companyId: "com_1",
  userId: "per_1",
  environment: "live",
  scopes: ["shipments.*"],
  plan: "grow",
  metadata: { tier: 1 },
  ratelimits: [],
  cacheTtl: 10,
};
