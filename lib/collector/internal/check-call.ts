import { cleanLine, cleanText } from "@/lib/base/clean-text";
import { toFieldErrors } from "@/lib/base/field-errors";
import { newId } from "@/lib/base/ids";
import { redactSecrets } from "@/lib/base/redact-secrets";
import { catalogue, isEventName, type TraitKind } from "@/lib/events/catalogue";
import { checkTraits } from "@/lib/events/check-traits";
import type { EventRow } from "@/lib/events/schema";
import { isRefusedId } from "@/lib/identity/is-refused-id";
import { redactPath, redactSearch } from "@/lib/visits/redact-path";
import { clickIdParameters, utmParameters } from "@/lib/visits/schema";
import type { BadCall, IncomingCall, PageContext, Sender } from "../schema";
import { correctTime, latestMs } from "./correct-time";

/** What stays of an address's query: campaign parameters. Everything else may be somebody's secret. */
const keptParameters: ReadonlySet<string> = new Set([...utmParameters, ...clickIdParameters, "ref", "via"]);
const maxPath = 2_048;
/** The edge makes these itself; a public sender's would be an invented campaign. */
const derived = new Set(["visit_started"]);
/** An id shorter than this is unique within its sender at best. */
const globalIdLength = 16;

/** Whose traits an event tells. */
const traitKinds: Record<string, TraitKind | undefined> = {
  visitor_identified: "person",
  person_grouped: "company",
  company_identified: "company",
};

/** An event that may stand in the ledger once visitor, visit and company are filled in; with what only that step needs. */
export type CheckedCall = {
  row: EventRow;
  occurredAtMs: number;
  /** Where it happened, where that was told. */
  page: PageContext | null;
  userAgent?: string;
  visitKey?: string;
};

/** Judges one call against the catalogue and its sender's rights. */
export function checkCall(call: IncomingCall, sender: Sender, receivedAtMs: number): CheckedCall | BadCall {
  const bad = (reason: BadCall["reason"], pointer: string, detail: string): BadCall => ({
    reason,
    errors: [{ pointer, detail }],
    name: call.name,
    messageId: call.messageId,
    raw: call.raw,
  });
  if (!isEventName(call.name)) return bad("unknown_event", "/event", "is not in the catalogue");
  const definition = catalogue[call.name];
  const allowed: readonly string[] = definition.sentBy;
  if (sender.kind === "public") {
    if (!allowed.includes("web") || derived.has(call.name)) {
      return bad("not_allowed", "/event", "a write key may not send this event");
    }
  } else if (call.house?.sentBy && !allowed.includes(call.house.sentBy)) {
    return bad("not_allowed", "/context/waymark/sentBy", `must be one of ${allowed.join(", ")}`);
  }
  const { atMs: occurredAtMs, mark } = correctTime(call.timestamp, call.sentAt, receivedAtMs);
  if (sender.kind === "public" && receivedAtMs - occurredAtMs > latestMs) {
    return bad("invalid_event", "/timestamp", "is more than 32 days ago");
  }
  const page = readPage(call.page);
  const given = whatIsSaid(call, page);
  const properties = definition.properties.safeParse(hidePath(given));
  if (!properties.success) {
    const errors = toFieldErrors(properties.error).map(({ pointer, detail }) => ({
      pointer: `/properties${pointer}`,
      detail,
    }));
    return { reason: "invalid_properties", errors, name: call.name, messageId: call.messageId, raw: call.raw };
  }
  // An id that stands for nobody is nobody (domain.md, identity 4); a tie to nobody is no event.
  const visitorId = knownId(call.visitorId);
  const personId = knownId(call.personId);
  const companyId = knownId(call.companyId);
  if (call.name === "visitor_identified" && call.personId && (!personId || (call.visitorId && !visitorId))) {
    return bad("refused_id", personId ? "/anonymousId" : "/userId", "stands for nobody");
  }
  if (call.name === "person_grouped" && !companyId) return bad("refused_id", "/groupId", "stands for nobody");

  const house = sender.kind === "service" ? call.house : undefined;
  const path = (properties.data as { path?: unknown }).path;
  const row: EventRow = {
    event_id: eventIdOf(call.messageId, sender),
    name: call.name,
    occurred_at: toRfc3339(occurredAtMs),
    received_at: toRfc3339(receivedAtMs),
    ...(mark ? { time_mark: mark } : {}),
    source_id: sender.sourceId,
    sent_by: sender.kind === "public" ? "web" : (house?.sentBy ?? defaultSender(allowed)),
    environment: house?.environment ?? "",
    visitor_id: visitorId ?? "",
    visit_id: knownId(house?.visitId) ?? "",
    person_id: personId ?? "",
    company_id: (sender.kind === "service" ? (companyId ?? knownId(house?.companyId)) : undefined) ?? "",
    app_id: knownId(house?.appId) ?? "",
    key_id: knownId(house?.keyId) ?? "",
    audience: "human",
    path: typeof path === "string" ? cleanLine(path, maxPath) : (page?.path ?? ""),
    properties: toJsonText(properties.data),
  };
  return {
    row,
    occurredAtMs,
    page: fullPage(call.page),
    userAgent: call.userAgent,
    visitKey: knownId(call.visitKey),
  };
}

/** JSON of checked properties without keys and tokens that somebody wrote into them; half surrogates, which no reader takes, are replaced (they are rare, looking at each string is not free). */
function toJsonText(data: object): string {
  const text = redactSecrets(JSON.stringify(data));
  if (!/\\ud[89a-f]/i.test(text)) return text;
  return redactSecrets(JSON.stringify(data, (_key, value) => (typeof value === "string" ? cleanText(value) : value)));
}

let lastMs = Number.NaN;
let lastText = "";

/** Most events of a request happened when it came: that moment is written out once. */
function toRfc3339(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}

/** A page says what page it was; identify and group say the traits that the catalogue declares, and of others the names. */
function whatIsSaid(call: IncomingCall, page: PageContext | null): Record<string, unknown> {
  const kind = traitKinds[call.name];
  if (kind) {
    const { traits: _, traits_refused: __, ...rest } = call.properties;
    return { ...rest, ...checkTraits(kind, call.traits ?? call.properties.traits) };
  }
  return call.name === "page_viewed" && page ? { ...call.properties, ...page } : call.properties;
}

function defaultSender(allowed: readonly string[]): EventRow["sent_by"] {
  return allowed.includes("server") ? "server" : (allowed[0] as EventRow["sent_by"]);
}

function knownId(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const text = cleanLine(id, 256);
  return isRefusedId(text) ? undefined : text;
}

/** Senders who count their messages 1, 2, 3 must not run into each other. */
function eventIdOf(messageId: string | undefined, sender: Sender): string {
  if (!messageId) return newId("event");
  return messageId.length >= globalIdLength ? messageId : `${sender.sourceId}:${messageId}`;
}

/** A page as it may be kept: no secret in its path, only campaigns in its query. Null when it does not say which page. */
function readPage(page: PageContext | undefined): PageContext | null {
  const full = fullPage(page);
  if (!full) return null;
  const kept: PageContext = { path: redactPath(full.path as string).slice(0, maxPath) };
  const search = redactSearch(full.search ?? "", keptParameters);
  if (search) kept.search = cleanText(search, maxPath);
  if (full.title) kept.title = cleanLine(full.title, 512);
  if (full.url) kept.url = plainAddress(full.url);
  if (full.referrer) kept.referrer = plainAddress(full.referrer);
  return kept;
}

/** The page with its path, taken from the address when it is not told apart; as sent otherwise. */
function fullPage(page: PageContext | undefined): PageContext | null {
  if (!page) return null;
  const url = parse(page.url);
  const path = page.path?.split(/[?#]/, 1)[0] || url?.pathname;
  if (!path) return null;
  return { ...page, path: cleanLine(path, maxPath), search: page.search || url?.search || "" };
}

/** An address without its query and fragment; '' when it is none. */
function plainAddress(text: string): string {
  const url = parse(text);
  return url
    ? cleanLine(
        `${url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin}${redactPath(url.pathname)}`,
        maxPath,
      )
    : "";
}

function parse(text: string | undefined): URL | null {
  if (!text) return null;
  try {
    return new URL(text.slice(0, 8_192));
  } catch {
    return null;
  }
}

function hidePath(properties: Record<string, unknown>): Record<string, unknown> {
  if (typeof properties.path !== "string") return properties;
  const path = redactPath(properties.path);
  return path === properties.path ? properties : { ...properties, path };
}
