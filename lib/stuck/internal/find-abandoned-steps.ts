import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import type { Portal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import type { Tutorial } from "@/lib/docs/list-verify-steps";
import { isVerifiedBy } from "@/lib/docs/parse-verify";
import { personSql } from "@/lib/events/identity-sql";
import type { Finding, Look } from "../schema";

const readersQuery = defineQuery({
  sql: `
    SELECT person, path, min(first) AS firstAt, max(last) AS lastAt
    FROM (
      SELECT ${personSql} AS person, path, first_at AS first, last_at AS last FROM docs_readers
      WHERE path IN {paths:Array(String)} AND day >= {from:Date}
    )
    WHERE person != ''
    GROUP BY person, path
    HAVING lastAt <= {until:DateTime64(3)}
    ORDER BY lastAt DESC, person, path
    LIMIT {limit:UInt32}`,
  params: z.object({ paths: z.array(z.string()), from: z.string(), until: z.date(), limit: z.number().int() }),
  row: z.object({ person: z.string(), path: z.string(), firstAt: z.coerce.date(), lastAt: z.coerce.date() }),
});

const doneQuery = defineQuery({
  sql: `SELECT DISTINCT person_id AS personId, environment, method, route, status FROM first_calls
    WHERE person_id IN {persons:Array(String)}`,
  params: z.object({ persons: z.array(z.string()) }),
  row: z.object({
    personId: z.string(),
    environment: z.string(),
    method: z.string(),
    route: z.string(),
    status: z.coerce.number(),
  }),
});

type Call = Omit<z.output<(typeof doneQuery)["row"]>, "personId">;

/**
 * Who opened a page with steps to prove, last looked at it `stepDays` or longer ago, has made a call of their own, and never took the first
 * step that is left; of the `limit` who looked last. Without any call they are found as `no_call`.
 */
export async function findAbandonedSteps(
  settings: Portal["stuck"],
  tutorials: readonly Tutorial[],
  limit: number,
): Promise<Look> {
  if (!tutorials.length) return { findings: [], whole: true };
  const byPath = new Map(tutorials.map((tutorial) => [paths.docs(tutorial.slug), tutorial]));
  const readers = await runQuery(readersQuery, {
    paths: [...byPath.keys()],
    from: new Date(nowMs() - settings.lookBackDays * dayMs).toISOString().slice(0, 10),
    until: new Date(nowMs() - settings.stepDays * dayMs),
    limit,
  });
  const done = new Map<string, Call[]>();
  const persons = [...new Set(readers.map(({ person }) => person))];
  for (let at = 0; at < persons.length; at += 1_000) {
    for (const { personId, ...call } of await runQuery(doneQuery, { persons: persons.slice(at, at + 1_000) })) {
      done.set(personId, [...(done.get(personId) ?? []), call]);
    }
  }
  const findings = readers.flatMap(({ person, path, firstAt, lastAt }): Finding[] => {
    const tutorial = byPath.get(path);
    const calls = done.get(person);
    if (!tutorial || !calls) return [];
    // Steps that a sign-up or a key ticks are behind who makes calls.
    const index = tutorial.steps.findIndex(
      ({ verify }) => verify?.kind === "call" && !calls.some((call) => isVerifiedBy(verify, call)),
    );
    const step = tutorial.steps[index];
    if (step?.verify?.kind !== "call") return [];
    const { method, route, status } = step.verify;
    return [
      {
        ...{ personId: person, companyId: null, cause: "abandoned_step", subject: `${tutorial.slug}#${index + 1}` },
        ...{ since: firstAt, lastAt, count: index },
        facts: {
          what: `Began “${tutorial.title}” and stopped before step ${index + 1} of ${tutorial.steps.length}, “${step.title}”.`,
          toThem: `You began “${tutorial.title}”. Step ${index + 1} of ${tutorial.steps.length}, “${step.title}”, is the next.`,
          fix: `The step is done when ${method} ${route} answers ${status < 10 ? `${status}xx` : status}. The page has the call to copy, with your key in it.`,
          ...{ docHref: path, docTitle: tutorial.title, actionHref: path, actionLabel: "Go on where you left off" },
        },
      },
    ];
  });
  return { findings, whole: readers.length < limit };
}
