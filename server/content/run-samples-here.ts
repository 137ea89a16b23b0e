import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { demoCompanyId } from "@/lib/base/demo-readers";
import { setEnv } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { createLogger } from "@/lib/base/log";
import { migratePostgres } from "@/lib/base/migrate-postgres";
import { pageVariables } from "@/lib/base/page-variables";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { runSamples, type SampleRun } from "@/lib/docs/run-samples";
import { ensureDemoCompany } from "@/lib/identity/ensure-demo-company";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { createKeyInput, noLiveKeyFacts } from "@/lib/keys/schema";
import { openEdge } from "../edge/open-edge";
import { freePort } from "../free-port";

/** The samples of the docs against a sandbox that was made for them, in an empty database. `bundle`: the folder of the bundled processes. */
export async function runSamplesHere(
  root: string,
  stores: { databaseUrl: string; bundle: string },
): Promise<SampleRun> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "waymark-check-"));
  const port = await freePort();
  const settings = setEnv({
    NEXTAUTH_SECRET: "only-for-this-check",
    LOG_LEVEL: "silent",
    DATABASE_URL: stores.databaseUrl,
    // What is recorded stays in the journal.
    CLICKHOUSE_URL: "http://127.0.0.1:9/nowhere",
    PORT: String(port),
    DATA_DIR: dataDir,
  });
  await migratePostgres(stores.databaseUrl, path.join(root, "prisma/migrations"));
  const edge = await openEdge(settings, createLogger("edge", settings.LOG_LEVEL), stores.bundle);
  try {
    return await runSamples(root, {
      portalUrl: `http://127.0.0.1:${port}`,
      sandboxKey: await makeSandboxKey(),
      variables: pageVariables(),
    });
  } finally {
    await edge.stop();
    await closePostgres();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A sandbox key of an app, and so a world, of its own. */
export async function makeSandboxKey(): Promise<string> {
  // A sign-up belongs to the pages; the company of readers without an account will do, with an app of its own.
  await ensureDemoCompany(postgres(), "the samples");
  const [companyId, personId] = [demoCompanyId, newId("person")];
  const { id: appId } = await createApp(postgres(), { companyId, personId }, { name: "Samples", description: "" });
  const owner = { appId, companyId, personId, actor: { kind: "person" as const, id: personId } };
  const fields = createKeyInput.parse({ environment: "sandbox", name: "Samples" });
  const made = await createKey(postgres(), owner, fields, noLiveKeyFacts);
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.secret;
}
