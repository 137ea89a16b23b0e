import { hourMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import { queueMail } from "@/lib/mail/queue-mail";
import { formatFigure } from "./internal/format-figure";
import { nextRun } from "./internal/next-run";
import { escapeSlack, type PostSlack, postSlack } from "./internal/post-slack";
import { listReaders } from "./internal/readers";
import { type DigestPeriod, periodOf, readFigures } from "./internal/report-figures";
import { type DigestReport, digestReports, type Figure } from "./schema";

/** A report that cannot be read is tried at every look for that long, then this one time is left out. */
const giveUpMs = 6 * hourMs;
const maxSlackTries = 10;

type DigestRow = Awaited<ReturnType<Db["digest"]["findMany"]>>[number];

/**
 * Sends every digest that is due. Several times missed, while the portal was down, are sent once. The run, its mails and the next time are
 * one transaction: killed before it, all comes again; after it, nothing does. Slack is posted to afterwards, at least once.
 */
export async function runDigests(db: Db, post: PostSlack = postSlack) {
  const done = { sent: 0, refused: 0, failed: 0 };
  const due = await db.digest.findMany({
    where: { enabled: true, nextRunAt: { lte: new Date(nowMs()) } },
    orderBy: { nextRunAt: "asc" },
    take: 100,
  });
  for (const digest of due) {
    const state = await runOne(db, digest);
    if (state) done[state]++;
  }
  await deliverSlack(db, post);
  return done;
}

async function runOne(db: Db, digest: DigestRow): Promise<"sent" | "refused" | "failed" | null> {
  const schedule = { ...digest, frequency: digest.frequency as "daily" | "weekly" };
  let content: Content | null = null;
  let fault: string | null = null;
  try {
    content = await compose(digest, periodOf(schedule.frequency, nowMs()));
  } catch (error) {
    if (nowMs() - digest.nextRunAt.getTime() < giveUpMs) return null;
    fault = `the report could not be read (${(error as Error).name})`;
  }
  return db.$transaction(async (tx) => {
    // Another worker may have been here.
    const { count } = await tx.digest.updateMany({
      where: { id: digest.id, enabled: true, nextRunAt: digest.nextRunAt },
      data: { nextRunAt: nextRun(schedule, nowMs()) },
    });
    if (!count) return null;
    const run = { id: newId("digestRun"), digestId: digest.id, dueAt: digest.nextRunAt, createdAt: new Date(nowMs()) };
    if (!content) {
      await tx.digestRun.create({ data: { ...run, state: "failed", error: fault } });
      return "failed";
    }
    const owner = await tx.person.findFirst({
      where: { id: digest.ownerId, deletedAt: null, staffRole: { not: null } },
      select: { id: true },
    });
    const readers = owner ? await listReaders(tx, digest.recipients) : [];
    const slack = Boolean(owner && digest.slack);
    if (!readers.length && !slack) {
      const error = owner ? "none of its recipients is staff any more" : "who made it is no longer staff";
      await tx.digestRun.create({ data: { ...run, state: "refused", error } });
      if (!owner) await tx.digest.update({ where: { id: digest.id }, data: { enabled: false } });
      return "refused";
    }
    const mails = await mailTo(tx, run.id, digest, readers, content);
    const toSlack = slack ? { slackState: "waiting", slackText: slackText(digest.name, content) } : {};
    await tx.digestRun.create({ data: { ...run, state: "sent", mails, ...toSlack } });
    return "sent";
  });
}

/** Sends a digest now to one of the staff, and to nobody else; kept in its history as a test. False: there is no such digest, or no address. */
export async function testDigest(
  db: Db,
  { digestId, personId }: { digestId: string; personId: string },
): Promise<boolean> {
  const digest = await db.digest.findUnique({ where: { id: digestId } });
  const person = await db.person.findFirst({
    where: { id: personId, deletedAt: null, staffRole: { not: null } },
    select: { email: true },
  });
  if (!digest || !person?.email) return false;
  const reader = { personId, email: person.email };
  const content = await compose(digest, periodOf(digest.frequency as "daily" | "weekly", nowMs()));
  return db.$transaction(async (tx) => {
    const at = new Date(nowMs());
    const run = { id: newId("digestRun"), digestId, dueAt: at, createdAt: at };
    const mails = await mailTo(tx, run.id, digest, [reader], content);
    await tx.digestRun.create({ data: { ...run, test: true, state: "sent", mails } });
    return mails > 0;
  });
}

type Content = { figures: Figure[]; period: DigestPeriod; href: string; title: string };

async function compose(digest: DigestRow, period: DigestPeriod): Promise<Content> {
  const report = digest.report as DigestReport;
  const { figures, page } = await readFigures({ report, address: digest.address }, period);
  return { figures, period, href: `${env().publicUrl}${page}`, title: digestReports[report] };
}

const periodWords = ({ from, to }: DigestPeriod) => (from === to ? from : `${from} to ${to}`);

async function mailTo(
  tx: Tx,
  runId: string,
  digest: DigestRow,
  readers: { personId: string; email: string }[],
  { figures, period, href, title }: Content,
): Promise<number> {
  let mails = 0;
  for (const { personId, email } of readers) {
    const queued = await queueMail(tx, {
      ...{ to: email, kind: "digest", personId, dedupeKey: `digest:${runId}:${personId}` },
      subject: `${digest.name}: ${periodWords(period)}`,
      content: {
        heading: digest.name,
        blocks: [
          `${title}, ${periodWords(period)} (UTC), beside as many days before.`,
          { facts: figures.map((figure) => [figure.label, formatFigure(figure)]) },
        ],
        action: { label: "Open the report", href },
        reason: `You get this ${digest.frequency} digest because staff of ${portal.name} put you on its list.`,
      },
    });
    if (queued.kind === "queued") mails++;
  }
  return mails;
}

function slackText(name: string, { figures, period, href, title }: Content): string {
  const lines = figures.map((figure) => `• ${escapeSlack(figure.label)}: *${escapeSlack(formatFigure(figure))}*`);
  return [
    `*${escapeSlack(name)}* · ${title}, ${periodWords(period)} (UTC)`,
    ...lines,
    `<${href}|Open the report>`,
  ].join("\n");
}

async function deliverSlack(db: Db, post: PostSlack): Promise<void> {
  const waiting = await db.digestRun.findMany({ where: { slackState: "waiting" }, orderBy: { id: "asc" }, take: 20 });
  for (const { id, slackText: text, slackTries } of waiting) {
    // Whoever counts the try is who makes it.
    const { count } = await db.digestRun.updateMany({
      where: { id, slackState: "waiting", slackTries },
      data: { slackTries: slackTries + 1 },
    });
    if (!count) continue;
    const fault = await post(text);
    const over = fault?.final || slackTries + 1 >= maxSlackTries;
    await db.digestRun.update({
      where: { id },
      data: fault
        ? { error: fault.reason, ...(over ? { slackState: "failed" } : {}) }
        : { slackState: "sent", error: null },
    });
  }
}
