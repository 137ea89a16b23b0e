import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import type { Portal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import type { Db } from "@/lib/base/postgres";
import type { Finding, Look } from "../schema";

const page = 1_000;

/** Of these people and companies, who has made a call, by the milestones. */
const callersQuery = defineQuery({
  sql: `SELECT DISTINCT if(person_id IN {persons:Array(String)}, person_id, '') AS personId, company_id AS companyId
    FROM milestones
    WHERE stage IN ('first_sandbox_call', 'first_live_call')
      AND (person_id IN {persons:Array(String)} OR company_id IN {companies:Array(String)})`,
  params: z.object({ persons: z.array(z.string()), companies: z.array(z.string()) }),
  row: z.object({ personId: z.string(), companyId: z.string() }),
});

/**
 * Who signed up at least `noCallDays` and at most `lookBackDays` ago, and neither they nor anybody of their company has made a call. A
 * colleague of somebody who calls is not stuck. Staff are left out.
 */
export async function findNoCall(db: Db, settings: Portal["stuck"]): Promise<Look> {
  const createdAt = {
    gte: new Date(nowMs() - settings.lookBackDays * dayMs),
    lte: new Date(nowMs() - settings.noCallDays * dayMs),
  };
  const findings: Finding[] = [];
  for (let after = ""; ; ) {
    const persons = await db.person.findMany({
      where: { createdAt, deletedAt: null, staffRole: null, id: { gt: after } },
      select: { id: true, createdAt: true, companyId: true },
      orderBy: { id: "asc" },
      take: page,
    });
    findings.push(...(await judge(db, settings, persons)));
    if (persons.length < page) return { findings, whole: true };
    after = persons.at(-1)?.id ?? "";
  }
}

type Candidate = { id: string; createdAt: Date; companyId: string | null };

async function judge(db: Db, { firstCallDoc }: Portal["stuck"], persons: Candidate[]): Promise<Finding[]> {
  if (!persons.length) return [];
  const companies = [...new Set(persons.flatMap(({ companyId }) => companyId ?? []))];
  const [callers, keys] = await Promise.all([
    runQuery(callersQuery, { persons: persons.map(({ id }) => id), companies }),
    db.apiKey.findMany({
      where: { companyId: { in: companies }, revokedAt: null },
      select: { companyId: true, appId: true },
      orderBy: { id: "asc" },
      distinct: ["companyId"],
    }),
  ]);
  const called = new Set(callers.flatMap(({ personId, companyId }) => [personId, companyId]));
  const appOf = new Map(keys.map(({ companyId, appId }) => [companyId, appId]));
  return persons
    .filter(({ id, companyId }) => !called.has(id) && !(companyId && called.has(companyId)))
    .map(({ id, createdAt, companyId }): Finding => {
      const appId = companyId ? appOf.get(companyId) : undefined;
      const days = Math.floor((nowMs() - createdAt.getTime()) / dayMs);
      return {
        ...{ personId: id, companyId, cause: "no_call", subject: "", since: createdAt, lastAt: createdAt, count: 1 },
        facts: {
          what: appId
            ? `Signed up ${days} days ago and has a key, but made no call with it.`
            : `Signed up ${days} days ago and has no key yet.`,
          toThem: appId
            ? `You signed up ${days} days ago and have a key, but made no call with it yet.`
            : `You signed up ${days} days ago and have no key yet.`,
          fix: appId
            ? "Copy the first call from the quickstart with the sandbox key of your app in it, and run it. It answers at once and costs nothing."
            : "Create an app: it takes a name, and comes with a sandbox key. Then copy the first call from the quickstart and run it.",
          ...{ docHref: firstCallDoc, docTitle: "The quickstart" },
          actionHref: appId ? paths.console.app(appId) : paths.console.newApp,
          actionLabel: appId ? "Open my app and its key" : "Create an app",
        },
      };
    });
}
