import { minuteMs, now, nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { checkSql } from "./check-sql";
import { askEngine, tooManyRows } from "./internal/ask-engine";
import { refuseSql } from "./internal/lex-sql";
import { type SqlAnswer, sqlLimits } from "./schema";

type Actor = { kind: "person" | "token"; id: string };

/** After this a run whose process died no longer counts as running: no query is let live as long. */
const deadMs = 4 * sqlLimits.seconds * secondMs;
/** How long a person's recent queries are kept. The audit log keeps them all. */
const keptMs = 7 * 24 * 60 * minuteMs;

/**
 * Answers one SELECT over the views. One at a time and 20 a minute for each person or token (`rate_limited`); what is not allowed, or
 * meets a cap, is `invalid_fields` at `/sql`. Every query is in the audit log, refused ones too.
 */
export async function runSql(db: Db, sql: string, actor: Actor): Promise<SqlAnswer> {
  const who = `${actor.kind}:${actor.id}`;
  const runId = await begin(db, sql, who);
  const begun = performance.now();
  let outcome: { rows: number } | { refused: string } = { refused: "failed" };
  try {
    const { meta, data, statistics } = await askEngine(await checkSql(sql));
    // The engine counts by blocks, so a single one may be larger.
    if (data.length > sqlLimits.rows) throw refuseSql(tooManyRows);
    outcome = { rows: data.length };
    return {
      columns: meta.map(({ name, type }) => ({ name, type })),
      rows: data,
      elapsedMs: Math.round(performance.now() - begun),
      rowsRead: Number(statistics?.rows_read ?? 0),
      bytesRead: Number(statistics?.bytes_read ?? 0),
    };
  } catch (error) {
    if (error instanceof PortalError) outcome = { refused: error.errors[0]?.detail ?? error.message };
    throw error;
  } finally {
    const elapsedMs = Math.round(performance.now() - begun);
    const { kind, id } = actor;
    await db.$transaction(async (tx) => {
      await tx.sqlRun.update({
        where: { id: runId },
        data: { endedAt: now(), rows: "rows" in outcome ? outcome.rows : null },
      });
      await recordAudit(tx, {
        ...{ actorKind: kind, actorId: id, action: "sql.run", subjectKind: "sql", subjectId: runId },
        after: { sql, elapsedMs, ...outcome },
      });
    });
  }
}

/** Notes the run, unless its person has one running or has had too many. */
async function begin(db: Db, sql: string, actor: string): Promise<string> {
  const at = nowMs();
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`sql ${actor}`}))`;
    await tx.sqlRun.deleteMany({ where: { actor, startedAt: { lt: new Date(at - keptMs) } } });
    const recent = await tx.sqlRun.findMany({
      where: { actor, startedAt: { gt: new Date(at - minuteMs) } },
      orderBy: { startedAt: "asc" },
      select: { startedAt: true, endedAt: true },
    });
    if (recent.some((run) => !run.endedAt && run.startedAt.getTime() > at - deadMs))
      throw limited("Your query before this one is still running: one at a time", 2);
    if (recent.length >= sqlLimits.perMinute) {
      const free = (recent[0]?.startedAt.getTime() ?? at) + minuteMs - at;
      throw limited(`At most ${sqlLimits.perMinute} queries a minute`, Math.max(1, Math.ceil(free / secondMs)));
    }
    const id = newId("sqlRun");
    await tx.sqlRun.create({ data: { id, actor, sql, startedAt: new Date(at) } });
    return id;
  });
}

function limited(detail: string, seconds: number): PortalError {
  return new PortalError("rate_limited", detail, { headers: { "retry-after": String(seconds) } });
}
