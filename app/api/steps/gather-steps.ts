import type { StepsView } from "@/components/docs/steps-view";
import type { CurrentPerson } from "@/lib/access/current-person";
import { postgres } from "@/lib/base/postgres";
import { isVerifiedBy, parseVerify } from "@/lib/docs/parse-verify";
import { getPerson } from "@/lib/identity/get-person";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import { listFirstCalls } from "@/lib/usage/list-first-calls";

/** Steps on one page; more is no page of ours. */
const mostSteps = 30;

/** The steps an address asks about, each once, those that mean nothing left out. */
export function readSteps(query: URLSearchParams): string[] {
  return [...new Set(query.getAll("verify"))].filter((text) => parseVerify(text)).slice(0, mostSteps);
}

/** Whether a step of these waits for something that is no call. */
export const waitsForFacts = (steps: readonly string[]) => steps.some((text) => parseVerify(text)?.kind === "fact");

/**
 * Which of these steps somebody has done, with which app and when: calls of keys they made themselves, apps of their company, keys of theirs.
 * What really happened, as the rooms hold it; a ledger that is away leaves calls open.
 */
export async function gatherSteps(person: CurrentPerson, steps: readonly string[]): Promise<StepsView> {
  const db = postgres();
  const { id: personId, companyId } = person;
  const wanted = steps.flatMap((text) => {
    const verify = parseVerify(text);
    return verify ? [{ text, verify }] : [];
  });
  const names = new Set(wanted.flatMap(({ verify }) => (verify.kind === "fact" ? [verify.name] : [])));
  const routes = [...new Set(wanted.flatMap(({ verify }) => (verify.kind === "call" ? [verify.route] : [])))];
  const [row, apps, keys, calls] = await Promise.all([
    names.has("signed_up") ? getPerson(db, personId) : null,
    listApps(db, companyId),
    names.has("key_created")
      ? listKeys(db, { companyId, createdById: personId, environment: "sandbox", withRevoked: true, limit: 100 })
      : null,
    listFirstCalls(companyId, personId, routes).catch(() => []),
  ]);
  const own = new Map<string, string>();
  for (const { appId, createdAt } of keys?.data ?? []) {
    const at = createdAt.toISOString();
    if (at < (own.get(appId) ?? "9")) own.set(appId, at);
  }
  const facts = {
    signed_up: row ? [{ appId: null, at: row.createdAt.toISOString() }] : [],
    app_created: apps.map(({ id, createdAt }) => ({ appId: id, at: createdAt.toISOString() })),
    key_created: [...own].map(([appId, at]) => ({ appId, at })),
  };
  const done = wanted.flatMap(({ text, verify }) => {
    if (verify.kind === "fact") return facts[verify.name].map((one) => ({ verify: text, ...one }));
    const first = new Map<string, string>();
    for (const call of calls) {
      if (isVerifiedBy(verify, call) && call.at < (first.get(call.appId) ?? "9")) first.set(call.appId, call.at);
    }
    return [...first].map(([appId, at]) => ({ verify: text, appId, at }));
  });
  return { signedIn: true, apps: apps.map(({ id, name }) => ({ id, name })), done };
}
