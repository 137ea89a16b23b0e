import net from "node:net";

export type SendOptions = {
  url: string;
  writeKey: string;
  /** Events in a request; 1 sends a single `track`. */
  size: number;
  connections: number;
  seconds: number;
  /** Tells rounds apart: every event has an id of its own. */
  name: string;
};

export type Sent = { events: number; perSecond: number; p50Ms: number; p99Ms: number; refused: number };

const idDigits = 10;

/**
 * Sends events as fast as they are acknowledged, one request under way per connection. The bytes of a request stand ready and only the digits
 * of its ids are written anew: on a machine that it shares with the portal, a sender must not be what is measured.
 */
export async function sendEvents(options: SendOptions): Promise<Sent> {
  const { seconds, size } = options;
  const latencies: number[] = [];
  const counter = { next: 0, refused: 0 };
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  await Promise.all(Array.from({ length: options.connections }, () => talk(options, counter, latencies, end)));
  const elapsed = (performance.now() - begun) / 1_000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 100) / 100;
  const events = latencies.length * size;
  return { events, perSecond: events / elapsed, p50Ms: at(0.5), p99Ms: at(0.99), refused: counter.refused };
}

type Counter = { next: number; refused: number };

function talk(options: SendOptions, counter: Counter, latencies: number[], end: number): Promise<void> {
  const { hostname, port } = new URL(options.url);
  const { bytes, ids } = makeRequest(options);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    const send = () => {
      for (const at of ids) writeDigits(bytes, at, counter.next++);
      sentAt = performance.now();
      socket.write(bytes);
    };
    socket.on("connect", send);
    socket.on("data", (answer) => {
      const now = performance.now();
      // "HTTP/1.1 200": every answer fits into one read.
      if (answer[9] === 50) latencies.push(now - sentAt);
      else counter.refused++;
      if (now < end) send();
      else socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

/** One request, and where in it the ids' digits stand. */
function makeRequest({ url, writeKey, size, name }: SendOptions): { bytes: Buffer; ids: number[] } {
  const mark = "#".repeat(idDigits);
  const event = (n: number) =>
    `{"type":"track","event":"docs_read","messageId":"bench-${name}-${mark}","anonymousId":"bench-${n % 50}","properties":{"path":"/docs/quickstart"}}`;
  const body = `{"writeKey":"${writeKey}","batch":[${Array.from({ length: size }, (_, n) => event(n)).join(",")}]}`;
  const head = `POST /v1/batch HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const bytes = Buffer.from(head + body);
  const ids: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) ids.push(at);
  return { bytes, ids };
}

function writeDigits(bytes: Buffer, at: number, value: number): void {
  let rest = value;
  for (let n = idDigits - 1; n >= 0; n--) {
    bytes[at + n] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
