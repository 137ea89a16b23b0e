import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export type Received = { path: string; headers: IncomingHttpHeaders; text: string; json: Record<string, unknown> };
type Answer = { status: number; headers?: Record<string, string>; body?: unknown };

/** A server that writes down what it is sent and answers what `answer` says: a status, or nothing at all ("silence"). */
export async function openReceiver(answer: (received: Received) => Answer | number | "silence" = () => 200) {
  const requests: Received[] = [];
  const receiver = { url: "", requests, answer, close };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const sent = Buffer.concat(chunks);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent).toString("utf8");
      const received = { path: request.url ?? "", headers: request.headers, text, json: readJson(text) };
      requests.push(received);
      const given = receiver.answer(received);
      if (given === "silence") return;
      const { status, headers, body } = typeof given === "number" ? ({ status: given } as Answer) : given;
      response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
    });
  });
  function close(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return receiver;
}

/** A form, too, has a body. */
function readJson(text: string): Record<string, unknown> {
  return text.startsWith("{") ? JSON.parse(text) : {};
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;
