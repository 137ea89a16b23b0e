import { dayMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { expireAttempts } from "@/lib/certification/expire-attempts";
import { findConversions } from "@/lib/destinations/conversions/find-conversions";
import { pruneDeliveries } from "@/lib/destinations/prune-deliveries";
import { runDigests } from "@/lib/digests/run-digests";
import { pruneDigestRuns } from "@/lib/digests/switch-digest";
import { listVerifySteps } from "@/lib/docs/list-verify-steps";
import { deliverOutbox } from "@/lib/events/deliver-outbox";
import { dropOldMonths } from "@/lib/events/drop-old-months";
import { importRepository } from "@/lib/facts/import-repository";
import { ensureDemoCompany } from "@/lib/identity/ensure-demo-company";
import { reconcileLinks, reconcileStart } from "@/lib/identity/reconcile-links";
import { ensureDemoKey } from "@/lib/keys/ensure-demo-key";
import { pruneDeviceRequests } from "@/lib/keys/prune-device-requests";
import { pruneMails } from "@/lib/mail/prune-mails";
import { checkThresholds } from "@/lib/plans/check-thresholds";
import { closeBills } from "@/lib/plans/close-bills";
import { keepMeteredAmounts } from "@/lib/plans/keep-metered-amounts";
import { planMeterExports } from "@/lib/plans/plan-meter-exports";
import { sendMeterExports } from "@/lib/plans/send-meter-exports";
import { erasePending } from "@/lib/privacy/erase-pending";
import { feedFacts } from "@/lib/privacy/feed-facts";
import { listRefused } from "@/lib/privacy/list-refused";
import { expireReplies } from "@/lib/sandbox/expire-replies";
import { pruneDemoWorlds } from "@/lib/sandbox/prune-demo-worlds";
import { pruneWebhooks } from "@/lib/sandbox/prune-webhooks";
import { detectStuck } from "@/lib/stuck/detect-stuck";
import { pruneStuck } from "@/lib/stuck/forget-stuck";
import { pruneDetails } from "@/lib/usage/prune-details";
import { postToEdge } from "./post-to-edge";

/** A worker that is restarted begins anew. */
let reconcileCursor = reconcileStart;

export type JobContext = { db: Db; log: Logger };

/**
 * Something the worker does by itself. With several workers each run is one worker's; a run that fails is tried again (three times, with
 * back-off), so it must not mind being done twice.
 */
export type Job = {
  /** `room.verb`, such as `certification.expire`. */
  name: string;
  /** When, as cron in UTC (minutes are the finest). */
  schedule: string;
  run(context: JobContext): Promise<void>;
};

/** Every job of the house; rooms' jobs are added here. */
export const jobs: readonly Job[] = [
  {
    name: "events.retry-outbox",
    schedule: "* * * * *",
    async run({ db, log }) {
      const { delivered, refused } = await deliverOutbox(db, postToEdge, true);
      if (delivered + refused) log.info({ delivered, refused }, "events that were refused before");
    },
  },
  {
    name: "identity.reconcile-links",
    schedule: "*/5 * * * *",
    async run({ db, log }) {
      const { cursor, noted, told, corrected } = await reconcileLinks(db, reconcileCursor);
      reconcileCursor = cursor;
      if (noted + told + corrected) log.info({ noted, told, corrected }, "merge ledger and aliases agree again");
    },
  },
  {
    name: "destinations.find-conversions",
    schedule: "* * * * *",
    async run({ db, log }) {
      const queued = await findConversions(db, feedFacts(db));
      if (queued) log.info({ queued }, "conversions put up for ad platforms");
    },
  },
  {
    name: "destinations.prune",
    schedule: "23 * * * *",
    async run({ db, log }) {
      const { givenUp, removed } = await pruneDeliveries(db);
      if (givenUp + removed)
        log.info({ givenUp, removed }, "deliveries that waited too long, and old lines of their log");
    },
  },
  {
    name: "privacy.erase",
    schedule: "* * * * *",
    async run({ db, log }) {
      const erased = await erasePending(db);
      if (erased) log.info({ erased }, "deleted accounts are out of the event ledger");
    },
  },
  {
    name: "privacy.drop-old-months",
    schedule: "23 3 * * *",
    async run({ db, log }) {
      const dropped = await dropOldMonths(db, portal.privacy.retention);
      if (dropped.length) log.info({ dropped }, "older than the portal keeps");
    },
  },
  {
    name: "certification.expire-attempts",
    schedule: "*/5 * * * *",
    async run({ db, log }) {
      const closed = await expireAttempts(db);
      if (closed) log.info({ closed }, "attempts whose time ran out");
    },
  },
  {
    name: "plans.check-thresholds",
    schedule: "*/5 * * * *",
    async run({ db, log }) {
      const reached = await checkThresholds(db);
      if (reached) log.info({ reached }, "quotas and budgets reached");
    },
  },
  {
    name: "plans.keep-metered-amounts",
    schedule: "*/10 * * * *",
    async run({ db, log }) {
      const months = await keepMeteredAmounts(db);
      if (months.length) log.info({ months }, "metered amounts for the reports");
    },
  },
  {
    name: "facts.import-repository",
    schedule: "37 5,17 * * *",
    async run({ log }) {
      const outcome = await importRepository(portal.links.repository);
      if (outcome.kind === "refused") log.warn(outcome, "stars, forks and watchers were not told");
    },
  },
  {
    name: "plans.close-bills",
    schedule: "23 * * * *",
    async run({ db, log }) {
      const closed = await closeBills(db);
      if (closed) log.info({ closed }, "months closed");
    },
  },
  {
    name: "plans.plan-exports",
    schedule: "41 * * * *",
    async run({ db, log }) {
      const planned = await planMeterExports(db);
      if (planned) log.info({ planned }, "closed days to send to Stripe");
    },
  },
  {
    name: "plans.send-exports",
    schedule: "* * * * *",
    async run({ db, log }) {
      const { sent, failed, waiting } = await sendMeterExports(db);
      if (sent) log.info({ sent }, "metered units sent to Stripe");
      if (failed + waiting) log.warn({ failed, waiting }, "metered units that Stripe did not take");
    },
  },
  {
    name: "digests.run",
    schedule: "* * * * *",
    async run({ db, log }) {
      const { sent, refused, failed } = await runDigests(db);
      if (sent) log.info({ sent }, "digests went out");
      if (refused + failed) log.warn({ refused, failed }, "digests that nobody got");
    },
  },
  {
    name: "digests.prune",
    schedule: "53 4 * * *",
    async run({ db, log }) {
      const removed = await pruneDigestRuns(db);
      if (removed) log.info({ removed }, "runs of digests older than a year");
    },
  },
  {
    name: "keys.prune-device-requests",
    schedule: "47 * * * *",
    async run({ db, log }) {
      const removed = await pruneDeviceRequests(db);
      if (removed) log.info({ removed }, "requests of coding agents for a key that ran out");
    },
  },
  {
    name: "mail.prune",
    schedule: "37 * * * *",
    async run({ db, log }) {
      const removed = await pruneMails(db);
      if (removed) log.info({ removed }, "mails older than a month");
    },
  },
  {
    name: "stuck.detect",
    schedule: "13 * * * *",
    async run({ db, log }) {
      const { opened, resolved, noted } = await detectStuck(db, await listVerifySteps(), (ids) => listRefused(db, ids));
      await pruneStuck(db, new Date(nowMs() - 365 * dayMs));
      if (opened + resolved + noted)
        log.info({ opened, resolved, noted }, "developers who do not get on, and who do again");
    },
  },
  {
    name: "sandbox.expire-replies",
    schedule: "17 * * * *",
    async run({ db, log }) {
      const forgotten = await expireReplies(db);
      if (forgotten) log.info({ forgotten }, "sandbox answers older than a day");
    },
  },
  {
    name: "keys.rotate-demo",
    schedule: "7 * * * *",
    async run({ db }) {
      if (!portal.tryIt.enabled || !portal.tryIt.demo.enabled) return;
      await ensureDemoCompany(db, portal.name);
      await ensureDemoKey(db);
    },
  },
  {
    name: "sandbox.prune-demo-worlds",
    schedule: "37 * * * *",
    async run({ db, log }) {
      const removed = await pruneDemoWorlds(db);
      if (removed) log.info({ removed }, "sandbox worlds of readers who tried things out");
    },
  },
  {
    name: "sandbox.prune-webhooks",
    schedule: "29 * * * *",
    async run({ db, log }) {
      const { givenUp, removed } = await pruneWebhooks(db);
      if (givenUp + removed)
        log.info({ givenUp, removed }, "sandbox webhooks that waited too long, and old lines of their log");
    },
  },
  {
    name: "usage.prune-details",
    schedule: "37 * * * *",
    async run({ db, log }) {
      const removed = await pruneDetails(db);
      if (removed) log.info({ removed }, "headers and bodies older than the request log");
    },
  },
];
