import { internalToken } from "@/lib/access/internal-token";
import { secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import type { PostAnswer } from "@/lib/events/deliver-outbox";

const deadlineMs = 10 * secondMs;

/** Hands events of the house to the edge's collector. */
export async function postToEdge(payloads: unknown[]): Promise<PostAnswer> {
  try {
    const response = await fetch(`${env().edgeUrl}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${internalToken()}` },
      body: JSON.stringify({ batch: payloads }),
      signal: AbortSignal.timeout(deadlineMs),
    });
    const text = await response.text();
    if (response.ok) return { outcome: "taken" };
    const reason = `${response.status} ${text.slice(0, 500)}`;
    // These speak of the events; everything else (another secret, a full journal, a restart) of the moment.
    return { outcome: [400, 413, 415].includes(response.status) ? "refused" : "later", reason };
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return { outcome: "later", reason: `the edge is not answering (${cause?.code ?? (error as Error).name})` };
  }
}
