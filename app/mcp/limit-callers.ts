import { LRUCache } from "lru-cache";
import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { networkOf } from "@/lib/keys/guess-limiter";

/** Messages a minute: an agent at work sends a few dozen. By address for everybody, by token for those who have one. */
export const messagesPerMinute = { address: 120, token: 600 } as const;

type Window = { count: number; endsAt: number };
const shared = globalThis as { waymarkMcpCallers?: LRUCache<string, Window> };

/** Counts one message of a caller; throws `rate_limited` (429, Retry-After) above the limit. Each web process counts for itself. */
export function limitCaller(kind: keyof typeof messagesPerMinute, id: string): void {
  shared.waymarkMcpCallers ??= new LRUCache<string, Window>({ max: 20_000 });
  const callers = shared.waymarkMcpCallers;
  const key = kind === "address" ? `${kind} ${networkOf(id)}` : `${kind} ${id}`;
  const at = nowMs();
  const standing = callers.get(key);
  const window = standing && standing.endsAt > at ? standing : { count: 0, endsAt: at + minuteMs };
  window.count++;
  callers.set(key, window);
  if (window.count <= messagesPerMinute[kind]) return;
  throw new PortalError("rate_limited", `At most ${messagesPerMinute[kind]} messages a minute`, {
    headers: { "retry-after": String(Math.ceil((window.endsAt - at) / secondMs)) },
  });
}
