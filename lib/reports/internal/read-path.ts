import { creditConversion } from "@/lib/attribution/credit-conversion";
import { type PathModel, pathModels, wholeCredit } from "@/lib/attribution/schema";
import { runQuery } from "@/lib/base/clickhouse/query";
import { dayMs } from "@/lib/base/clock";
import type { Entity, Path, PathCredit, PathTouch } from "../schema";
import { maxTouches, type TouchRow, touchesQuery } from "./path-queries";

/** The path of one conversion and what its touches earn under each model. */
export async function readPath(who: { kind: Entity; id: string }, at: Date, lookbackDays: number): Promise<Path> {
  const since = new Date(at.getTime() - lookbackDays * dayMs);
  const rows = await runQuery(touchesQuery(who.kind), { ...who, at: at.toISOString(), since: since.toISOString() });
  const kept = rows.slice(0, maxTouches).reverse();
  const touches = kept.map((row) => ({
    visitId: row.visit_id,
    atMs: row.at.getTime(),
    channel: row.channel,
    campaign: row.campaign,
    fromOwnCompany: row.from_own_company,
  }));
  const credits = Object.fromEntries(
    pathModels.map((model) => {
      const earned = new Map<string, PathCredit & { millionths: number }>();
      for (const { step, millionths } of creditConversion({ touches, atMs: at.getTime(), lookbackDays, model })) {
        const key = JSON.stringify([step.channel, step.campaign]);
        const sum = earned.get(key) ?? {
          channel: step.channel,
          campaign: step.campaign,
          credit: 0,
          visitIds: [],
          millionths: 0,
        };
        sum.millionths += millionths;
        sum.credit = sum.millionths / wholeCredit;
        sum.visitIds.push(...step.touches.map((touch) => touch.visitId));
        earned.set(key, sum);
      }
      return [model, [...earned.values()].map(({ millionths: _, ...credit }) => credit)];
    }),
  ) as Record<PathModel, PathCredit[]>;
  return { touches: kept.map(toTouch), truncated: rows.length > maxTouches, credits };
}

function toTouch(row: TouchRow): PathTouch {
  return {
    visitId: row.visit_id,
    at: row.at,
    personId: row.person || null,
    visitorId: row.visitor_id,
    channel: row.channel,
    source: row.source,
    medium: row.medium,
    campaign: row.campaign,
    term: row.term,
    content: row.content,
    clickIdKind: row.click_id_kind,
    referrerHost: row.referrer_host,
    landingPath: row.landing_path,
    inviterId: row.inviter_id || null,
    listingId: row.listing_id || null,
    fromOwnCompany: row.from_own_company,
  };
}
