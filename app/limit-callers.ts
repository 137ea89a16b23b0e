import { LRUCache } from "lru-cache";
import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { networkOf } from "@/lib/keys/guess-limiter";

/**
 * Messages a minute: an agent at work sends a few dozen. By address for everybody, by token for those who have one; searches by address, a
 * question for each word or so that somebody types, of a whole office.
 */
export const messagesPerMinute = { address: 120, token: 600, search: 600 } as const;

type Window = { count: number; endsAt: number };
const shared = globalThis as { waymarkCallers?: LRUCache<string, Window> };

/** Counts one message of a caller; throws `rate_limited` (429, Retry-After) above the limit. Each web process counts for itself. */
export function limitCaller(kind: keyof typeof messagesPerMinute, id: string): void {
  shared.waymarkCallers ??= new LRUCache<string, Window>({ max: 20_000 });
  const callers = shared.waymarkCallers;
  const key = kind === "token" ? `${kind} ${id}` : `${kind} ${networkOf(id)}`;
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
