import { hostname } from "node:os";
import { flushAtExit } from "./flush-at-exit.js";
import { Transport } from "./transport.js";
import type { PortalStats, PortalWarning, Question, ReportedCall, Verdict } from "./types.js";
import { UsageQueue } from "./usage-queue.js";
import { Verifier } from "./verifier.js";

export type {
  PortalCaller,
  PortalStats,
  PortalWarning,
  Question,
  Refusal,
  RefusalCode,
  ReportedCall,
  Verdict,
} from "./types.js";

export type PortalOptions = {
  /** Where the portal is: `https://developers.example.com`. */
  url: string;
  /** A service token with the scopes `keys:verify` and `usage:write`. */
  token: string;
  /** Refuse keys of the other environment. */
  environment?: "sandbox" | "live";
  /**
   * What to do while the portal cannot be asked. `refuse` (the default): 503. `known`: callers that were let through lately pass,
   * others get 503. `allow`: everybody passes, known callers by name.
   */
  onUnavailable?: "refuse" | "known" | "allow";
  /** How long a caller counts as known; default 10 minutes. */
  knownForMs?: number;
  /** How long a verification may take; default 1,500 ms. */
  timeoutMs?: number;
  /** Keep answers for as long as the portal allows; default true. */
  cache?: boolean;
  /** Answers kept at most; default 10,000. */
  maxCached?: number;
  /** Verifications under way at most; default 1,000. More are refused as if the portal were busy. */
  maxInFlight?: number;
  /** Reporting of calls; false: none is reported. */
  usage?:
    | false
    | {
        /** Names this API in the ledger; with a record's id it makes reports idempotent. Default: the host's name. */
        source?: string;
        /** Records that wait at most while the portal is away; default 20,000. More are dropped and counted. */
        maxWaiting?: number;
        /** Default 1,000. */
        flushAt?: number;
        /** Default 1,000 ms. */
        flushEveryMs?: number;
        /** How long one report may take; default 10 s. */
        timeoutMs?: number;
        /** How long the end of the process may be held up to send what waits; default 3 s. 0: not at all. */
        exitMs?: number;
      };
  /** Told what goes wrong beside the calls, the same at most every ten seconds; default: `process.emitWarning`. */
  onWarning?: (warning: PortalWarning) => void;
};

/** One portal, as an API server uses it. Make one for a process and give it to every guard. */
export type Portal = {
  /** Where its pages are, without a slash at the end. */
  readonly url: string;
  readonly environment: "sandbox" | "live" | undefined;
  /** Whether a call may pass. Throws only for a `cost` that is no number of calls. */
  check(question: Question): Verdict | Promise<Verdict>;
  /** Notes a call to be reported. Never throws, never waits. */
  report(call: ReportedCall): void;
  /** Tells the owner of the API about a mistake in one of their callbacks. */
  warn(warning: PortalWarning): void;
  /** Sends the calls that wait, for at most `withinMs` (5 s). */
  flush(withinMs?: number): Promise<void>;
  /** Flushes and lets go of every connection; nothing is verified or reported after. */
  close(withinMs?: number): Promise<void>;
  stats(): PortalStats;
};

const sameWarningMs = 10_000;

export function createPortal(options: PortalOptions): Portal {
  const { token, environment, onWarning = emitWarning } = options;
  if (!token) throw new TypeError("token is missing: make a service token in the portal's staff settings");
  const url = options.url.replace(/\/+$/, "");
  const transport = new Transport(url, token, 64);
  const warned = new Map<string, number>();
  const warn = ({ kind, message }: PortalWarning) => {
    const now = performance.now();
    if (now - (warned.get(kind + message) ?? Number.NEGATIVE_INFINITY) < sameWarningMs) return;
    if (warned.size > 100) warned.clear();
    warned.set(kind + message, now);
    try {
      onWarning({ kind, message });
    } catch {
      // Its own mistakes cannot be told to it.
    }
  };
  const verifier = new Verifier(
    transport,
    {
      timeoutMs: options.timeoutMs ?? 1_500,
      cache: options.cache ?? true,
      maxCached: options.maxCached ?? 10_000,
      onUnavailable: options.onUnavailable ?? "refuse",
      knownForMs: options.knownForMs ?? 600_000,
      maxInFlight: options.maxInFlight ?? 1_000,
    },
    (kind, message) => warn({ kind, message }),
  );
  const usage = options.usage === false ? undefined : (options.usage ?? {});
  const queue = usage
    ? new UsageQueue(
        transport,
        {
          source: usage.source ?? hostname(),
          maxWaiting: usage.maxWaiting ?? 20_000,
          flushAt: usage.flushAt ?? 1_000,
          flushEveryMs: usage.flushEveryMs ?? 1_000,
          timeoutMs: usage.timeoutMs ?? 10_000,
        },
        (message) => warn({ kind: "usage", message }),
      )
    : undefined;
  const exitMs = usage?.exitMs ?? 3_000;
  const forget = queue && exitMs > 0 ? flushAtExit(queue, exitMs) : () => {};
  return {
    url,
    environment,
    check(question) {
      if (question.environment !== undefined || !environment) return verifier.check(question);
      return verifier.check({ ...question, environment });
    },
    report: (call) => queue?.add(call),
    warn,
    flush: async (withinMs = 5_000) => queue?.flush(withinMs),
    async close(withinMs = 5_000) {
      forget();
      verifier.close();
      await queue?.close(withinMs);
      transport.close();
    },
    stats: () => ({
      ...verifier.counts,
      following: verifier.following,
      circuitOpen: verifier.circuitOpen,
      usage: {
        waiting: queue?.waiting ?? 0,
        ...(queue?.counts ?? { sent: 0, duplicates: 0, rejected: 0, dropped: 0 }),
      },
    }),
  };
}

function emitWarning({ kind, message }: PortalWarning): void {
  process.emitWarning(message, { type: "PortalWarning", code: `WAYMARK_${kind.toUpperCase()}` });
}
