import type { LRUCache } from "lru-cache";
import { nowMs } from "@/lib/base/clock";
import { cookieNames, serializeCookie } from "@/lib/base/cookies";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { Journal } from "@/lib/events/journal";
import type { EventRow, QuarantineRow } from "@/lib/events/schema";
import { getInvite } from "@/lib/identity/get-invite";
import { classifyAudience } from "@/lib/visits/classify-audience";
import type { Visit } from "@/lib/visits/continue-visit";
import { type DailyVisitors, isDailyVisitor } from "@/lib/visits/name-daily-visitor";
import type { OwnHosts } from "@/lib/visits/read-touch";
import { formatVisitCookie, parseVisitCookie } from "@/lib/visits/visit-cookie";
import { type CheckedCall, checkCall } from "./internal/check-call";
import { noteLinks } from "./internal/note-links";
import { lastVisitOf, placeInVisit } from "./internal/place-in-visit";
import { setAside } from "./internal/set-aside";
import type { IdentityStamper } from "./internal/stamp-identity";
import { type BadCall, type Browser, type Dialect, type IncomingCall, isBadCall, type Sender } from "./schema";

/** What the collector keeps between requests; made by `openCollector`. */
export type Collector = {
  db: Db;
  journal: Journal;
  log: Logger;
  hosts: OwnHosts;
  visits: LRUCache<string, Visit>;
  daily: DailyVisitors;
  stamper: IdentityStamper;
  visitCookieSeconds: number;
  secure: boolean;
};

export type Received = {
  sender: Sender;
  calls: (IncomingCall | BadCall)[];
  /** Set when a browser sent it. */
  browser: Browser | null;
  /** How it was said; kept with what is set aside. */
  dialect?: Dialect;
  /** When it came; else now. */
  receivedAtMs?: number;
};

export type Accepted = { accepted: number; quarantined: number; setCookies: string[] };

/**
 * Takes calls of any dialect into the ledger's journal: each is checked for itself, gets its visitor, visit and company, and is durable
 * when this resolves. What cannot be an event is kept in quarantine with the reason. Throws `journal_full` (429): then nothing was taken.
 */
export async function acceptCalls(collector: Collector, received: Received): Promise<Accepted> {
  const { sender, browser, dialect, receivedAtMs = nowMs() } = received;
  const good: CheckedCall[] = [];
  const quarantine: QuarantineRow[] = [];
  for (const call of received.calls) {
    const checked = isBadCall(call) ? call : checkCall(call, sender, receivedAtMs);
    if ("row" in checked) good.push(checked);
    else quarantine.push(setAside(checked, sender, receivedAtMs, dialect));
  }
  const placed = browser && sender.kind === "public" ? await placeBrowser(collector, good, browser) : nowhere;
  for (const call of good) dressCall(call);
  if (browser && sender.kind === "public") for (const row of quarantine) noteBrowser(collector, row, browser);
  const events = [...placed.started, ...good.map(({ row }) => row)];
  await collector.stamper.stamp(events);
  try {
    await collector.journal.append({ events, quarantine });
  } catch (error) {
    placed.undo();
    throw error;
  }
  void noteLinks(collector.db, events, collector.log);
  return { accepted: events.length, quarantined: quarantine.length, setCookies: placed.setCookies };
}

type Placed = { started: EventRow[]; setCookies: string[]; undo(): void };
const nowhere: Placed = { started: [], setCookies: [], undo: () => {} };

/**
 * Calls of a browser that name no visitor of their own are its cookie's, or of a hash that changes every day when it has none.
 * Each visitor's calls go into visits, in their order. Bots get neither.
 */
async function placeBrowser(collector: Collector, calls: CheckedCall[], browser: Browser): Promise<Placed> {
  const audience = browser.audience ?? classifyAudience(browser.userAgent);
  for (const { row } of calls) row.audience = audience;
  if (audience === "bot" || calls.length === 0) return nowhere;
  const { visits, daily, hosts } = collector;
  const visitorId = browser.visitorId ?? daily.name(browser.clientIp, browser.userAgent);
  const bySitting = new Map<string, CheckedCall[]>();
  for (const call of calls) {
    call.row.visitor_id ||= visitorId;
    const key = call.visitKey ?? call.row.visitor_id;
    const own = bySitting.get(key);
    if (own) own.push(call);
    else bySitting.set(key, [call]);
  }
  const touched = new Set([...bySitting.keys(), ...calls.map(({ row }) => lastVisitOf(row.visitor_id))]);
  const before = [...touched].map((id): [string, Visit | undefined] => [id, visits.get(id)]);
  const started: EventRow[] = [];
  for (const [id, own] of bySitting) {
    const begun = await placeInVisit(own, {
      visits,
      hosts: { ...hosts, own: withHost(hosts.own, browser.host) },
      sitting: id,
      known: id === browser.visitorId ? parseVisitCookie(browser.visitCookie, id) : null,
      audience,
      // Nothing more is kept of who asked for privacy than that somebody came.
      place: browser.visitorId ? { country: browser.country, language: browser.language } : {},
      findInviter: async (token) => {
        const invite = await getInvite(collector.db, token).catch(() => null);
        return invite?.inviterId ?? null;
      },
    });
    started.push(...begun);
  }
  const visit = browser.visitorId ? visits.get(browser.visitorId) : undefined;
  return {
    started,
    setCookies: browser.visitorId && visit ? [visitCookie(collector, visit, browser.visitorId)] : [],
    // Nothing of it was stored: the same calls sent again must begin the same visits.
    undo() {
      for (const [id, visit] of before) {
        if (visit) visits.set(id, visit);
        else visits.delete(id);
      }
    },
  };
}

/** What only shows when the visitor is known: a bot is no visitor, and whoever asked for privacy is not tied to a person by us. */
export function dressCall({ row, userAgent }: CheckedCall): void {
  if (row.audience === "human" && userAgent) row.audience = classifyAudience(userAgent);
  if (row.audience === "bot" || (isDailyVisitor(row.visitor_id) && row.person_id !== "")) row.visitor_id = "";
}

/** Keeps with what was set aside whose browser it was: sent again, it is still that visitor's, in that visit. */
function noteBrowser(collector: Collector, row: QuarantineRow, browser: Browser): void {
  row.audience = browser.audience ?? classifyAudience(browser.userAgent);
  if (row.audience === "bot") return;
  row.visitor_id = browser.visitorId ?? collector.daily.name(browser.clientIp, browser.userAgent);
  row.visit_id = collector.visits.get(row.visitor_id)?.visitId ?? "";
}

function visitCookie({ visitCookieSeconds, secure }: Collector, visit: Visit, visitorId: string): string {
  const value = formatVisitCookie(visit, visitorId);
  return serializeCookie(cookieNames.visit, value, { maxAgeSeconds: visitCookieSeconds, secure });
}

function withHost(own: ReadonlySet<string>, host: string): ReadonlySet<string> {
  return !host || own.has(host) ? own : new Set([...own, host]);
}
