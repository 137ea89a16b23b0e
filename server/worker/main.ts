import { closeClickhouse } from "@/lib/base/clickhouse/client";
import { EnvError, env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { runChild, StartFault } from "../child";
import { drainOutbox } from "./drain-outbox";
import { jobs } from "./jobs";
import { postToEdge } from "./post-to-edge";
import { runDeliveries } from "./run-deliveries";
import { runJobs } from "./run-jobs";
import { runMail } from "./run-mail";
import { runSandboxWebhooks } from "./run-sandbox-webhooks";

const settings = env();
const log = createLogger("worker", settings.LOG_LEVEL);

runChild(log, async () => {
  if (!settings.DATABASE_URL) {
    throw new StartFault(new EnvError(["DATABASE_URL is missing: start sets it, other commands need it set"]).message);
  }
  const db = postgres();
  const outbox = drainOutbox(db, postToEdge, log);
  const deliveries = runDeliveries(db, log);
  const webhooks = runSandboxWebhooks(db, log);
  const mail = runMail(db, log);
  const queue = await runJobs(settings.DATABASE_URL, jobs, { db, log });
  return {
    async stop() {
      await Promise.all([outbox.stop(), deliveries.stop(), webhooks.stop(), mail.stop(), queue.stop()]);
      await Promise.all([closePostgres(), closeClickhouse()]);
    },
  };
});
