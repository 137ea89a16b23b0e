import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import type { Tutorial } from "@/lib/docs/list-verify-steps";
import { findAbandonedSteps } from "./internal/find-abandoned-steps";
import { findNoCall } from "./internal/find-no-call";
import { findRepeatedErrors, readLastFault } from "./internal/find-repeated-errors";
import { firstChannels } from "./internal/first-channels";
import type { Finding, Look, RefusedOf, StuckCause } from "./schema";
import { sendNote } from "./send-note";

/** Look-ups of single answers in one run; the rest is told without them until the next. */
const maxFaults = 500;
/** Operations and readers that one look sees. */
const lookLimits = { errors: 5_000, readers: 20_000 };

/**
 * Looks for everybody who does not get on (portal.config.ts, `stuck`), keeps one case for each person, cause and subject, and closes those
 * that are not found any more. With `stuck.mail` each open case gets its note. Reads rollups only; may be run again at any time.
 */
export async function detectStuck(
  db: Db,
  tutorials: readonly Tutorial[],
  refusedOf: RefusedOf,
  limits: typeof lookLimits = lookLimits,
) {
  const settings = portal.stuck;
  const done = { found: 0, opened: 0, resolved: 0, noted: 0 };
  if (!settings.enabled) return done;
  const startedAt = now();
  const looks: Record<StuckCause, () => Promise<Look>> = {
    no_call: () => findNoCall(db, settings),
    repeated_error: () => findRepeatedErrors(db, settings, limits.errors),
    abandoned_step: () => findAbandonedSteps(settings, tutorials, limits.readers),
  };
  let faults = 0;
  for (const cause of settings.causes) {
    const look = await looks[cause]();
    const findings = await ofMembers(db, look.findings);
    const channels = await firstChannels([...new Set(findings.map(({ personId }) => personId))]);
    const known = new Map((await openRows(db, cause)).map((row) => [keyOf(row), row]));
    for (const finding of findings) {
      const before = known.get(keyOf(finding));
      const isNews = before?.lastAt.getTime() !== finding.lastAt.getTime();
      if (cause === "repeated_error" && isNews && faults++ < maxFaults) {
        Object.assign(finding.facts, await readLastFault(finding));
      }
      done.opened += await keep(db, finding, channels.get(finding.personId) ?? "", startedAt, isNews);
    }
    done.found += findings.length;
    // A look that saw its limit knows nothing of those it did not see.
    if (look.whole) done.resolved += await resolve(db, cause, startedAt);
  }
  if (settings.mail) done.noted = await noteOpen(db, refusedOf);
  return done;
}

const keyOf = ({ personId, subject }: { personId: string; subject: string }) => `${personId} ${subject}`;

function openRows(db: Db, cause: StuckCause) {
  return db.stuckCase.findMany({
    where: { cause, resolvedAt: null },
    select: { personId: true, subject: true, lastAt: true },
  });
}

/** Developers with an account: staff who try things and people who are gone are nobody's work. Fills in the company they see. */
async function ofMembers(db: Db, findings: Finding[]): Promise<Finding[]> {
  const persons = await db.person.findMany({
    where: { id: { in: [...new Set(findings.map(({ personId }) => personId))] }, deletedAt: null, staffRole: null },
    select: { id: true, companyId: true },
  });
  const companyOf = new Map(persons.map(({ id, companyId }) => [id, companyId]));
  return findings
    .filter(({ personId }) => companyOf.has(personId))
    .map((finding) => ({ ...finding, companyId: finding.companyId ?? companyOf.get(finding.personId) ?? null }));
}

/** 1 when it is a new case, or one that was over and began anew. What staff decided about a case stays. */
async function keep(db: Db, finding: Finding, channel: string, seenAt: Date, isNews: boolean): Promise<number> {
  const { personId, cause, subject, since, lastAt, count, companyId, facts } = finding;
  const open = await db.stuckCase.updateMany({
    where: { personId, cause, subject, resolvedAt: null },
    data: { lastAt, count, seenAt, companyId, channel, ...(isNews ? { facts } : {}) },
  });
  if (open.count) return 0;
  const data = { since, lastAt, count, seenAt, companyId, channel, facts, foundAt: seenAt };
  await db.stuckCase.upsert({
    where: { personId_cause_subject: { personId, cause, subject } },
    create: { id: newId("stuckCase"), personId, cause, subject, ...data },
    update: { ...data, resolvedAt: null },
  });
  return 1;
}

async function resolve(db: Db, cause: StuckCause, startedAt: Date): Promise<number> {
  const { count } = await db.stuckCase.updateMany({
    where: { cause, resolvedAt: null, seenAt: { lt: startedAt } },
    data: { resolvedAt: startedAt },
  });
  return count;
}

/** At most so many notes by themselves in one run: a mistake in the settings must not write to everybody at once. */
const maxNotes = 200;

async function noteOpen(db: Db, refusedOf: RefusedOf): Promise<number> {
  const cases = await db.stuckCase.findMany({
    where: {
      ...{ resolvedAt: null, dismissedAt: null },
      OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now() } }],
    },
    orderBy: { foundAt: "desc" },
    select: { id: true, personId: true, cause: true },
    take: 10_000,
  });
  const noted = await db.stuckNote.findMany({
    where: { personId: { in: cases.map(({ personId }) => personId) } },
    select: { personId: true, cause: true },
  });
  const had = new Set(noted.map(({ personId, cause }) => `${personId} ${cause}`));
  let sent = 0;
  for (const { id, personId, cause } of cases) {
    if (had.has(`${personId} ${cause}`) || sent >= maxNotes) continue;
    if ((await sendNote(db, { caseId: id, sentById: null }, refusedOf)) === "sent") sent++;
  }
  return sent;
}
