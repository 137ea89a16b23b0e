import { AnswerCache, type CachedAnswer, type KeptLimit } from "./answer-cache.js";
import { CircuitBreaker } from "./circuit-breaker.js";
import { KeyChanges } from "./key-changes.js";
import { KnownCallers } from "./known-callers.js";
import { RecentChanges } from "./recent-changes.js";
import { isRefusalCode, refuse } from "./refusals.js";
import { Tallies } from "./tallies.js";
import type { Reply, Transport } from "./transport.js";
import type { Answer, PortalCaller, Question, Refusal, Verdict } from "./types.js";

export type VerifierOptions = {
  timeoutMs: number;
  cache: boolean;
  maxCached: number;
  onUnavailable: "refuse" | "known" | "allow";
  knownForMs: number;
  maxInFlight: number;
};

/** Longer texts are no keys: they are refused without asking. */
const longestKey = 512;
/** What one verification may cost at most (`POST /v1/keys/verify`). */
const highestCost = 1_000_000;
/** How often a call waits for others of its key to be counted before it asks by itself. */
const mostRounds = 10;

type Told = {
  answer: Answer;
  policy: string | undefined;
  headers: Record<string, string>;
  requestId: string | undefined;
};
type Outcome =
  | Told
  /** It answers, but not about the key; the seconds to wait. */
  | { busy: number }
  | undefined;

/** `owed`: calls of before that it counts besides its own `cost`. */
type Flight = { done: Promise<Outcome>; cost: number; owed: number };

/** Asks the portal about keys: kept answers first, equal questions under way once, and never longer than `timeoutMs`. */
export class Verifier {
  readonly #transport: Transport;
  readonly #options: VerifierOptions;
  readonly #warn: (kind: "verification" | "changes", message: string) => void;
  readonly #cache: AnswerCache;
  readonly #known: KnownCallers;
  readonly #flights = new Map<string, Flight>();
  readonly #tallies: Tallies;
  readonly #recent = new RecentChanges();
  /** By key, the verification under way that counts what is owed: others of that key wait for it. */
  readonly #settling = new Map<string, Flight>();
  #underWay = 0;
  /** Questions whose last answer was for one call only: waiting for another's answer would be in vain. */
  readonly #oneByOne = new Set<string>();
  readonly #breaker = new CircuitBreaker();
  #changes: KeyChanges | undefined;
  readonly counts = { asked: 0, cached: 0, known: 0, unavailable: 0 };

  constructor(
    transport: Transport,
    options: VerifierOptions,
    warn: (kind: "verification" | "changes", message: string) => void,
  ) {
    this.#transport = transport;
    this.#options = options;
    this.#warn = warn;
    this.#cache = new AnswerCache(options.maxCached);
    this.#tallies = new Tallies(options.maxCached);
    this.#known = new KnownCallers(options.maxCached, options.knownForMs);
  }

  get following(): boolean {
    return this.#changes?.ready ?? false;
  }

  get circuitOpen(): boolean {
    return this.#breaker.open;
  }

  /** Whether the call may pass. Answers at once from the cache, else when the portal has; never rejects for the portal's sake. */
  check(question: Question): Verdict | Promise<Verdict> {
    const { key, cost = 1 } = question;
    if (key === "" || key.length > longestKey) return refuse(key === "" ? "MISSING" : "NOT_FOUND");
    if (!Number.isSafeInteger(cost) || cost < 0 || cost > highestCost) {
      throw new RangeError(`cost must be a whole number from 0 to ${highestCost}`);
    }
    this.#follow();
    const name = nameQuestion(question);
    const kept = this.#fromCache(name, cost);
    if (kept) return kept;
    return this.#ask(name, question, cost);
  }

  close(): void {
    this.#changes?.close();
  }

  /** Opened with the first call: an import alone (a build, a test) opens nothing. */
  #follow(): void {
    if (this.#changes || !this.#options.cache) return;
    const dropAll = () => {
      this.#recent.noteAll();
      this.#cache.dropAll();
    };
    this.#changes = new KeyChanges(this.#transport, {
      onReady: dropAll,
      onAll: dropAll,
      onLost: dropAll,
      onKey: (keyId) => {
        this.#recent.noteKey(keyId);
        this.#cache.dropKey(keyId);
        this.#known.forgetKey(keyId);
      },
      onWarning: (message) => this.#warn("changes", message),
    });
  }

  async #ask(name: string, question: Question, cost: number): Promise<Verdict> {
    let waited = false;
    for (let round = 0; round < mostRounds; round++) {
      const keyId = this.#cache.keyIdOf(name);
      const settling = keyId === undefined ? undefined : this.#settling.get(keyId);
      const equal: Flight | undefined = waited || this.#oneByOne.has(name) ? undefined : this.#flights.get(name);
      const flight: Flight | undefined = settling ?? equal;
      if (!flight) break;
      waited ||= flight === equal;
      const outcome = await flight.done;
      const shared = this.#fromCache(name, cost) ?? this.#share(name, cost, flight, outcome, flight === equal);
      if (shared) return shared;
    }
    return this.#toVerdict(name, await this.#fly(name, question, cost));
  }

  /** What another verification's answer says about this call as well; nothing when the call must be asked about by itself. */
  #share(name: string, cost: number, flight: Flight, outcome: Outcome, equal: boolean): Verdict | undefined {
    if (!outcome || "busy" in outcome) return this.#toVerdict(name, outcome);
    if (outcome.answer.valid) return undefined;
    // Refused, it consumed nothing and what it was owed still is: a call of the same cost would hear the same.
    if (isCounted(outcome.answer)) return cost >= flight.cost ? this.#toVerdict(name, outcome) : undefined;
    return equal ? this.#toVerdict(name, outcome) : undefined;
  }

  async #fly(name: string, question: Question, cost: number): Promise<Outcome> {
    if (this.#underWay >= this.#options.maxInFlight) return { busy: 1 };
    if (!this.#breaker.mayTry()) return undefined;
    const keyId = this.#cache.keyIdOf(name);
    const owed = keyId === undefined ? 0 : this.#tallies.takeOwed(keyId, highestCost - cost);
    const flight: Flight = { done: Promise.resolve(undefined), cost, owed };
    flight.done = this.#send(name, question, flight, keyId);
    const first = !this.#flights.has(name);
    if (first) this.#flights.set(name, flight);
    if (keyId !== undefined && owed > 0) this.#settling.set(keyId, flight);
    this.#underWay += 1;
    try {
      return await flight.done;
    } finally {
      this.#underWay -= 1;
      if (first) this.#flights.delete(name);
      if (keyId !== undefined && owed > 0) this.#settling.delete(keyId);
    }
  }

  async #send(name: string, question: Question, flight: Flight, keyId: string | undefined): Promise<Outcome> {
    const { cost, owed } = flight;
    const [following, askedAt] = [this.following, performance.now()];
    let outcome: Outcome;
    try {
      const body = JSON.stringify({ ...question, path: question.path?.slice(0, 2_048), cost: cost + owed });
      const headers: Record<string, string> = following ? { "x-portal-cache": "stream" } : {};
      outcome = this.#read(await this.#transport.post("/v1/keys/verify", body, headers, this.#options.timeoutMs));
    } catch (error) {
      this.#breaker.failed();
      this.#warn("verification", `the portal cannot be asked: ${(error as Error).message}`);
    }
    if (!outcome || "busy" in outcome) {
      if (keyId !== undefined) this.#tallies.settle(keyId, owed, owed);
      return outcome;
    }
    if (keyId !== undefined) this.#settle(keyId, outcome.answer, cost, owed);
    this.#note(name, outcome, following, askedAt);
    return outcome;
  }

  #settle(keyId: string, answer: Answer, cost: number, owed: number): void {
    if (answer.valid || owed === 0) {
      this.#tallies.settle(keyId, owed, 0);
      return;
    }
    // What passed here is still to be counted there, until the windows it fell into are over. More than a limit can never be counted.
    const limits = answer.ratelimits ?? [];
    const most = Math.max(0, Math.min(highestCost, ...limits.map(({ limit }) => limit)) - cost);
    const forMs = answer.quota ? undefined : Math.max(0, ...limits.map(({ reset }) => reset - Date.now()));
    this.#tallies.settle(keyId, owed, Math.min(owed, most), isCounted(answer) ? forMs : undefined);
  }

  /** Keeps the answer if that is allowed. A valid one only while every change of its key is sure to arrive. */
  #note(name: string, { answer, policy }: Told, following: boolean, askedAt: number): void {
    const heard = answer.valid ? following && this.following && this.#recent.isNewer(answer.keyId, askedAt) : true;
    const keep = this.#options.cache && answer.cacheTtl > 0 && heard;
    if (answer.valid) this.#tallies.tell(answer, askedAt);
    if (keep || !answer.valid) this.#oneByOne.delete(name);
    else if (this.#oneByOne.size < this.#options.maxCached) this.#oneByOne.add(name);
    if (!keep) {
      this.#cache.put(name, answer.keyId, undefined);
      return;
    }
    const untilExpiry =
      answer.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(answer.expires) - Date.now();
    const expiresAt = performance.now() + Math.min(answer.cacheTtl * 1_000, untilExpiry);
    const caller = answer.valid ? toCaller(answer, "cache") : undefined;
    this.#cache.put(name, answer.keyId, { answer, caller, policy, limits: limitsOf(answer), expiresAt });
  }

  #read(reply: Reply): Outcome {
    if (reply.status === 429) {
      // The portal lives and asks for patience: nobody may use that to slip through.
      this.#breaker.succeeded();
      return { busy: Math.min(60, Math.max(1, Number(reply.headers["retry-after"]) || 1)) };
    }
    if (reply.status === 400) {
      // Something of the question itself, such as a permission query with a mistake: not a reason to let anybody pass.
      this.#breaker.succeeded();
      this.#warn("verification", `the portal does not understand the question: ${readDetail(reply.text)}`);
      return { busy: 1 };
    }
    if (reply.status !== 200) throw new Error(`status ${reply.status}`);
    const { data, meta } = JSON.parse(reply.text) as { data?: Answer; meta?: { requestId?: string } };
    if (typeof data?.valid !== "boolean" || typeof data.code !== "string")
      throw new Error("the answer is not a verification");
    this.#breaker.succeeded();
    this.counts.asked += 1;
    return {
      answer: data,
      policy: single(reply.headers["ratelimit-policy"]),
      headers: pick(reply.headers, ["ratelimit-policy", "ratelimit", "retry-after"]),
      requestId: meta?.requestId,
    };
  }

  /** The kept answer, when there is one that covers a call of this cost; the call is then counted. */
  #fromCache(name: string, cost: number): Verdict | undefined {
    const kept = this.#cache.get(name);
    if (!kept) return undefined;
    const { answer, caller } = kept;
    if (caller && !this.#tallies.take(caller.keyId, cost)) return undefined;
    this.counts.cached += 1;
    if (!caller) return this.#refusal(answer, {}, undefined);
    return { allowed: true, caller, headers: headersOf(kept, this.#tallies.left(caller.keyId)) };
  }

  #toVerdict(name: string, outcome: Outcome): Verdict {
    if (!outcome || "busy" in outcome) return this.#withoutPortal(name, outcome?.busy);
    const { answer, headers, requestId } = outcome;
    if (!answer.valid) {
      if (!isCounted(answer)) this.#known.forget(name);
      return this.#refusal(answer, headers, requestId);
    }
    const caller = toCaller(answer, "portal");
    if (this.#options.onUnavailable !== "refuse") this.#known.note(name, caller);
    return { allowed: true, caller, headers };
  }

  #refusal(answer: Answer, headers: Record<string, string>, requestId: string | undefined): Refusal {
    const refusal = refuse(isRefusalCode(answer.code) ? answer.code : "NOT_FOUND", headers);
    if (answer.keyId !== undefined) refusal.keyId = answer.keyId;
    if (requestId !== undefined) refusal.requestId = requestId;
    return refusal;
  }

  /** The portal cannot be asked (or, `busySeconds`, asks to wait): what the API's owner chose for that. */
  #withoutPortal(name: string, busySeconds?: number): Verdict {
    const { onUnavailable } = this.#options;
    if (onUnavailable !== "refuse") {
      const caller = this.#known.find(name);
      if (caller) {
        this.counts.known += 1;
        return { allowed: true, caller: { ...caller, from: "known" }, headers: {} };
      }
    }
    this.counts.unavailable += 1;
    // A busy portal is not an absent one: made-up keys bring that about, and must not open the door with it.
    if (onUnavailable === "allow" && busySeconds === undefined) return { allowed: true, headers: {} };
    const seconds = busySeconds ?? Math.max(1, Math.ceil(this.#breaker.waitMs() / 1_000));
    return refuse("UNAVAILABLE", { "retry-after": String(seconds) });
  }
}

/** Equal questions have equal names. The key comes last: only it may hold any character. */
function nameQuestion({ key, environment, permissions = "", ip = "" }: Question): string {
  return `${environment ?? ""}\n${permissions}\n${ip}\n${key}`;
}

function toCaller(answer: Answer, from: PortalCaller["from"]): PortalCaller {
  return Object.freeze({
    keyId: answer.keyId ?? "",
    appId: answer.appId ?? "",
    companyId: answer.companyId ?? "",
    userId: answer.userId ?? "",
    environment: answer.environment ?? "sandbox",
    scopes: answer.scopes ?? [],
    plan: answer.plan ?? "",
    metadata: answer.metadata ?? {},
    ...(answer.expires === undefined ? {} : { expires: answer.expires }),
    from,
  });
}

/** A refusal that says something about the calls so far, and nothing about the next one. */
function isCounted({ code }: Answer): boolean {
  return code === "RATE_LIMITED" || code === "QUOTA_EXCEEDED";
}

function readDetail(text: string): string {
  try {
    const { detail, errors } = JSON.parse(text) as { detail?: string; errors?: { pointer: string; detail: string }[] };
    return errors?.map((error) => `${error.pointer} ${error.detail}`).join(", ") ?? detail ?? "";
  } catch {
    return "";
  }
}

/** An answer's limits with what of their texts never changes. */
function limitsOf({ ratelimits = [], quota }: Answer): KeptLimit[] {
  const all = quota ? [...ratelimits, { name: "quota", ...quota }] : ratelimits;
  return all.map(({ name, remaining, reset }) => ({ start: `"${name}";r=`, remaining, reset }));
}

const noHeaders = Object.freeze({});

/** `RateLimit` as it stands after the calls counted here (IETF draft-ietf-httpapi-ratelimit-headers). */
function headersOf({ policy, limits }: CachedAnswer, left: number): Record<string, string> {
  if (policy === undefined) return noHeaders;
  const now = Date.now();
  let state = "";
  for (const { start, remaining, reset } of limits) {
    if (state !== "") state += ", ";
    state += `${start}${Math.min(remaining, left)};t=${Math.max(1, Math.ceil((reset - now) / 1_000))}`;
  }
  return { "ratelimit-policy": policy, ratelimit: state };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function pick(headers: Record<string, string | string[] | undefined>, names: string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = single(headers[name]);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
