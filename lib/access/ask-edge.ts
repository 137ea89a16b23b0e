import { secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { internalToken } from "./internal-token";

const deadlineMs = 30 * secondMs;

/** Asks the portal's own edge as the house itself; answers its JSON. Throws `unavailable` when it does not answer or refuses. */
export async function askEdge(path: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${env().edgeUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${internalToken()}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    });
  } catch {
    throw new PortalError("unavailable", "The edge is not answering; try again shortly");
  }
  if (response.ok) return response.json();
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new PortalError("unavailable", `The edge refused: ${problem.detail ?? response.status}`);
}
