import { beforeEach, describe, expect, it } from "vitest";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createDestination } from "./create-destination";
import { deleteDestination } from "./delete-destination";
import { getDestination } from "./get-destination";
import { getKindDefaults } from "./get-kind-defaults";
import { findTarget } from "./internal/targets";
import { listDestinations } from "./list-destinations";
import { previewEvent } from "./preview-event";
import { rotateWebhookSecret } from "./rotate-webhook-secret";
import { type DestinationKind, destinationKinds, isAdKind, mappingSchema } from "./schema";
import { switchDestination } from "./switch-destination";
import { updateDestination } from "./update-destination";

const urls = useStores({ postgres: true });
const actorId = "per_admin";
const input = (kind: DestinationKind, settings: Record<string, string>) => ({
  name: "Mine",
  settings,
  ...getKindDefaults(kind),
});
const settings = (changes: Record<string, string> = {}) =>
  setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    LOG_LEVEL: "silent",
    DATABASE_URL: urls.databaseUrl,
    PUBLIC_URL: "https://portal.example",
    ...changes,
  });

beforeEach(async () => {
  settings();
  await postgres().destination.deleteMany();
});

async function create(kind: DestinationKind, given: Record<string, string>) {
  const outcome = await createDestination(postgres(), kind, input(kind, given), actorId);
  if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** Everything that the database, the pages and the audit log hold. */
async function everything(destinationId: string): Promise<string> {
  const db = postgres();
  return JSON.stringify([
    await db.destination.findMany(),
    await getDestination(db, destinationId),
    await listDestinations(db),
    await db.auditEntry.findMany(),
  ]);
}

describe("secrets", () => {
  it.each([
    ["posthog", { host: "https://eu.i.posthog.com", key: "phc_verysecret" }],
    ["segment", { url: "https://api.segment.io", writeKey: "verysecret" }],
    ["slack", { url: "https://hooks.slack.com/services/verysecret" }],
  ] as const)("of %s are sealed, and stand in no page and no audit entry", async (kind, given) => {
    const { destinationId } = await create(kind, given);
    expect(await everything(destinationId)).not.toContain("verysecret");
    expect((await findTarget(postgres(), destinationId))?.settings).toEqual(given);
    // Left empty they stay; the rest changes.
    const changed = { ...input(kind, { host: "https://us.i.posthog.com", url: "", key: "" }), name: "Other" };
    const outcome = await updateDestination(postgres(), destinationId, changed, actorId);
    expect(outcome.kind).toBe(kind === "segment" ? "invalid" : "saved");
    const kept = (await findTarget(postgres(), destinationId))?.settings;
    expect(JSON.stringify(kept)).toContain("verysecret");
  });

  it("of a webhook are made here, told once, and change with an overlap", async () => {
    const { destinationId, secret } = await create("webhook", { url: "https://example.com/hook?token=hidden" });
    expect(secret).toMatch(/^whsec_/);
    const fresh = await rotateWebhookSecret(postgres(), { destinationId, actorId });
    const now = (await findTarget(postgres(), destinationId))?.settings;
    expect(now).toMatchObject({ secret: fresh, previousSecret: secret });
    expect(fresh).not.toBe(secret);
    const all = await everything(destinationId);
    expect(all).not.toContain(fresh);
    expect(all).not.toContain(secret);
    // An address may carry a token: the audit log names the host.
    const audit = JSON.stringify(await postgres().auditEntry.findMany({ where: { subjectId: destinationId } }));
    expect(audit).toContain("example.com");
    expect(audit).not.toContain("hidden");
    await updateDestination(postgres(), destinationId, input("webhook", { url: "https://example.com/new" }), actorId);
    expect((await findTarget(postgres(), destinationId))?.settings).toMatchObject({
      secret: fresh,
      previousSecret: secret,
    });
  });

  it("that cannot be opened any more are asked for again, and nothing is sent", async () => {
    const { destinationId } = await create("posthog", { host: "https://eu.i.posthog.com", key: "phc_1" });
    settings({ NEXTAUTH_SECRET: "another-secret-for-tests" });
    expect((await getDestination(postgres(), destinationId))?.health.stoppedReason).toMatch(/enter them again/);
    const given = input("posthog", { host: "https://eu.i.posthog.com", key: "phc_2" });
    expect((await updateDestination(postgres(), destinationId, given, actorId)).kind).toBe("saved");
    expect((await getDestination(postgres(), destinationId))?.health.stoppedReason).toBeNull();
  });
});

describe("what is typed", () => {
  it.each([
    [
      "webhook",
      { url: "http://example.com" },
      { url: "Give a full https:// address that can be reached from the internet." },
    ],
    [
      "webhook",
      { url: "https://169.254.169.254/" },
      { url: "Give a full https:// address that can be reached from the internet." },
    ],
    ["posthog", { host: "https://eu.i.posthog.com" }, { key: "Must not be empty." }],
    ["slack", { url: "hooks" }, { url: "Give a full https:// address that can be reached from the internet." }],
  ] as const)("%s %j is refused by field", async (kind, given, errors) => {
    const outcome = await createDestination(postgres(), kind, input(kind, given), actorId);
    expect(outcome).toEqual({ kind: "invalid", errors });
  });

  it("tells everything that is wrong at once", async () => {
    const wrong = {
      name: " ",
      settings: { url: "x" },
      filter: { events: [], environments: [], audiences: [] },
      mapping: { traits: "everything" },
    };
    const outcome = await createDestination(postgres(), "webhook", wrong as never, actorId);
    expect(outcome.kind === "invalid" && Object.keys(outcome.errors).sort()).toEqual(
      ["audiences", "environments", "events", "name", "traits", "url"].sort(),
    );
    expect(await postgres().destination.count()).toBe(0);
  });

  it("may name one's own network where the portal is on it", async () => {
    settings({ PUBLIC_URL: "http://127.0.0.1:3000" });
    expect((await create("webhook", { url: "http://127.0.0.1:4000/hook" })).kind).toBe("saved");
  });
});

describe("destinations", () => {
  it("of the settings are there without a row, and cannot be changed", async () => {
    settings({ POSTHOG_KEY: "phc_env", SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/x" });
    const listed = await listDestinations(postgres());
    expect(listed.map(({ id, builtIn, config }) => [id, builtIn, config])).toEqual([
      ["dst_settings_posthog", true, { host: "https://us.i.posthog.com" }],
      ["dst_settings_slack", true, {}],
    ]);
    expect(JSON.stringify(listed)).not.toMatch(/phc_env|services\/x/);
    const target = await findTarget(postgres(), "dst_settings_slack");
    expect(target?.filter.events).toContain("signed_up");
    expect(target?.filter.events).not.toContain("*");
    expect(env().POSTHOG_HOST).toBeUndefined();
    const outcome = await updateDestination(postgres(), "dst_settings_posthog", input("posthog", {}), actorId);
    expect(outcome.kind).toBe("not_found");
    expect(
      await switchDestination(postgres(), { destinationId: "dst_settings_posthog", enabled: false, actorId }),
    ).toBe(false);
  });

  it("leave a trace of every change", async () => {
    const { destinationId } = await create("webhook", { url: "https://example.com/hook" });
    await switchDestination(postgres(), { destinationId, enabled: false, actorId });
    expect(await switchDestination(postgres(), { destinationId, enabled: false, actorId })).toBe(false);
    await rotateWebhookSecret(postgres(), { destinationId, actorId });
    expect(await deleteDestination(postgres(), { destinationId, actorId })).toBe(true);
    const entries = await postgres().auditEntry.findMany({
      where: { subjectId: destinationId },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      "destination.created",
      "destination.disabled",
      "destination.secret_rotated",
      "destination.deleted",
    ]);
  });

  it.each(destinationKinds.filter((kind) => !isAdKind(kind)))("%s: what is sent can be looked at before", (kind) => {
    const text = JSON.stringify(previewEvent(kind, mappingSchema.parse({ traits: "name" }), "signed_up"));
    expect(text).toContain(kind === "slack" ? "signed up" : "com_sample");
    expect(text).toContain("Ada Sample");
  });
});
