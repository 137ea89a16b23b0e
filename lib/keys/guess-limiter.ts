import ipaddr from "ipaddr.js";
import { nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { type Claim, SlidingWindows } from "./sliding-windows";

/** Keys that did not exist, per caller and ten seconds, before its unknown keys wait: far above typing errors, far below a database's worth. */
const guessesPerCaller = 1_000;
/** The same per client address and minute, where it is known. */
const guessesPerAddress = 60;
/** The same for all callers and addresses together, ten seconds: what the database can answer in passing. */
const guessesInAll = 5_000;

/**
 * Bounds how many well-formed but unknown keys may be looked up. Only look-ups that found nothing count, so a cold cache costs honest
 * traffic nothing; whoever asks, asks for keys that are known to exist without looking here.
 */
export class GuessLimiter {
  private readonly windows = new SlidingWindows(100_000);

  /** Throws `rate_limited` (429 with Retry-After) when this caller, or this address, has guessed too often. */
  check(caller: string, address?: string): void {
    const held = this.windows.decide(claims(caller, address), nowMs(), false).filter((state) => state.exceeded);
    if (held.length === 0) return;
    const seconds = Math.ceil(Math.max(...held.map((state) => state.retryMs)) / secondMs);
    throw new PortalError("rate_limited", "Too many unknown keys", { headers: { "retry-after": String(seconds) } });
  }

  record(caller: string, address?: string): void {
    // One at a time: a caller that is held back counts for its address all the same.
    for (const claim of claims(caller, address)) this.windows.decide([claim], nowMs());
  }
}

function claims(caller: string, address: string | undefined): Claim[] {
  const list: Claim[] = [
    { id: "all", limit: guessesInAll, durationMs: 10 * secondMs, cost: 1 },
    { id: `caller ${caller}`, limit: guessesPerCaller, durationMs: 10 * secondMs, cost: 1 },
  ];
  if (address) {
    const id = `address ${caller} ${networkOf(address)}`;
    list.push({ id, limit: guessesPerAddress, durationMs: 60 * secondMs, cost: 1 });
  }
  return list;
}

/** An IPv4 address, or the /64 of an IPv6 one: whoever has one of those addresses has all of them. */
export function networkOf(text: string): string {
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.process(text);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(":") : address.toString();
}
