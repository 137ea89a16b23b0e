import PgBoss from "pg-boss";
import { secondMs } from "@/lib/base/clock";
import type { Job, JobContext } from "./jobs";

/** Runs jobs on their schedules, over a queue in PostgreSQL (schema `pgboss`): with several workers each run is done once. */
export async function runJobs(
  databaseUrl: string,
  jobs: readonly Job[],
  context: JobContext,
): Promise<{ stop(): Promise<void> }> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 3, application_name: "waymark-jobs" });
  boss.on("error", (error) => context.log.warn({ err: error }, "the job queue stumbled"));
  await boss.start();
  for (const job of jobs) {
    // A run that is late does not pile up behind itself.
    await boss.createQueue(job.name, { name: job.name, policy: "short", retryLimit: 3, retryBackoff: true });
    await boss.schedule(job.name, job.schedule, {}, { tz: "UTC" });
    await boss.work(job.name, { pollingIntervalSeconds: 2 }, async () => {
      try {
        await job.run({ ...context, log: context.log.child({ job: job.name }) });
      } catch (error) {
        context.log.error({ err: error, job: job.name }, "a job failed");
        throw error;
      }
    });
  }
  await unscheduleGone(boss, jobs);
  return { stop: () => boss.stop({ graceful: true, wait: true, timeout: 1.2 * secondMs }) };
}

/** Jobs of an earlier version. */
async function unscheduleGone(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const names = new Set(jobs.map(({ name }) => name));
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name);
}
