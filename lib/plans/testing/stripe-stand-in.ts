import http from "node:http";
import type { AddressInfo } from "node:net";

export type MeterEvent = { identifier: string; eventName: string; customer: string; value: string; timestamp: number };
/** What happens to the next request: an HTTP status, or the event is taken and the answer lost (`lost`) or never given (`hang`). */
export type Weather = 429 | 500 | 503 | "lost" | "hang";

/**
 * Stripe's `POST /v1/billing/meter_events` as the unmodified SDK speaks to it: form-encoded, Bearer key, Idempotency-Key replay, unique
 * identifiers, customers, numeric values, timestamps of the last 35 days. Errors have Stripe's shape.
 */
export async function startStripe(options: { key: string; customers: string[]; now: () => number; port?: number }) {
  const events = new Map<string, MeterEvent>();
  const replays = new Map<string, { status: number; body: object }>();
  const requests: { identifier: string; idempotencyKey: string | undefined }[] = [];
  const weather: Weather[] = [];

  const refuse = (status: number, error: object) => ({ status, body: { error } });
  const invalid = (message: string, param?: string, code?: string) =>
    refuse(400, { type: "invalid_request_error", message, param, code });

  const take = (form: URLSearchParams): { status: number; body: object } => {
    const known = ["event_name", "identifier", "timestamp", "payload[stripe_customer_id]", "payload[value]"];
    const unknown = [...form.keys()].find((name) => !known.includes(name));
    if (unknown) return invalid(`Received unknown parameter: ${unknown}`, unknown, "parameter_unknown");
    const [eventName, identifier, time, customer, value] = known.map((name) => form.get(name) ?? "") as [
      string,
      string,
      string,
      string,
      string,
    ];
    if (!eventName) return invalid("Missing required param: event_name.", "event_name", "parameter_missing");
    if (!options.customers.includes(customer))
      return invalid(`No such customer: '${customer}'`, "payload[stripe_customer_id]", "resource_missing");
    if (!/^\d+(\.\d{1,12})?$/.test(value)) return invalid("The value must be a number.", "payload[value]");
    const seconds = options.now() / 1_000;
    const timestamp = Number(time);
    if (!Number.isInteger(timestamp) || timestamp < seconds - 35 * 86_400 || timestamp > seconds + 300)
      return invalid(
        "The timestamp must be within the past 35 calendar days.",
        "timestamp",
        "timestamp_too_far_in_past",
      );
    if (identifier.length > 100) return invalid("The identifier is too long.", "identifier");
    if (events.has(identifier)) return invalid(`An event already exists with identifier ${identifier}.`, "identifier");
    events.set(identifier, { identifier, eventName, customer, value, timestamp });
    const event = {
      object: "billing.meter_event",
      created: Math.floor(seconds),
      event_name: eventName,
      identifier,
      livemode: false,
    };
    return { status: 200, body: { ...event, payload: { stripe_customer_id: customer, value }, timestamp } };
  };

  const server = http.createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const answer = ({ status, body }: { status: number; body: object }) => {
      response.writeHead(status, { "content-type": "application/json", "request-id": "req_test" });
      response.end(JSON.stringify(body));
    };
    const form = new URLSearchParams(text);
    const header = request.headers["idempotency-key"];
    const idempotencyKey = Array.isArray(header) ? header[0] : header;
    requests.push({ identifier: form.get("identifier") ?? "", idempotencyKey });
    if (request.method !== "POST" || request.url !== "/v1/billing/meter_events") {
      return answer(
        refuse(404, {
          type: "invalid_request_error",
          message: `Unrecognized request URL (${request.method}: ${request.url})`,
        }),
      );
    }
    if (request.headers.authorization !== `Bearer ${options.key}`) {
      return answer(
        refuse(401, { type: "invalid_request_error", message: "Invalid API Key provided: sk_test_****abcd" }),
      );
    }
    if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
      return answer(refuse(400, { type: "invalid_request_error", message: "Not form-encoded" }));
    }
    const now = weather.shift();
    const replay = idempotencyKey ? replays.get(idempotencyKey) : undefined;
    if (replay && now !== "lost") return answer(replay);
    if (now === 429)
      return answer(refuse(429, { type: "invalid_request_error", code: "rate_limit", message: "Too many requests" }));
    if (now === 500 || now === 503) {
      const fault = refuse(now, { type: "api_error", message: "An unknown error occurred" });
      // As Stripe does: the first answer under a key is its answer for a day, a 500 too.
      if (idempotencyKey) replays.set(idempotencyKey, fault);
      return answer(fault);
    }
    const taken = take(form);
    if (idempotencyKey && taken.status === 200) replays.set(idempotencyKey, taken);
    if (now === "lost") return void request.socket.destroy();
    if (now === "hang") return;
    answer(taken);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    events,
    requests,
    weather,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
