import { connect } from "node:net";
import { makeSecret } from "@/lib/keys/internal/key-format";
import type { Environment } from "@/lib/keys/schema";

export type Problem = { status: number; title: string; detail: string; instance?: string };
type Answer = {
  status: number;
  headers: Headers;
  meta: { requestId: string };
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests ask
  data: any;
  errors: { pointer: string; detail: string }[];
  problem: Problem;
};

/** Calls `POST /v1/keys/verify` of an edge as a gateway with this token would. */
export function verifier(url: string, token: string) {
  return async (body: unknown, headers?: Record<string, string>): Promise<Answer> => {
    const response = await fetch(`${url}/v1/keys/verify`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(headers ?? { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const json = (await response.json()) as Partial<Answer>;
    return {
      status: response.status,
      headers: response.headers,
      meta: json.meta ?? { requestId: "" },
      data: json.data,
      errors: json.errors ?? [],
      problem: json as unknown as Problem,
    };
  };
}

/** A well-formed key that nobody made. */
export function inventKey(organisationPrefix = "pwy", environment: Environment = "sandbox"): string {
  return makeSecret(organisationPrefix, environment);
}

/** The whole answer as it came over the wire, but for the date. */
export function rawAnswer(url: string, token: string, body: string, requestId: string): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      "POST /v1/keys/verify HTTP/1.1",
      `Host: ${host}`,
      `Authorization: Bearer ${token}`,
      `X-Request-Id: ${requestId}`,
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("data", (data) => {
      text += data;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text.replace(/^date: .*\r\n/im, "")));
  });
}
