import { createHmac } from "node:crypto";
import { nowMs } from "@/lib/base/clock";
import { portalSecret } from "@/lib/base/env";
import type { Db, Tx } from "@/lib/base/postgres";
import { seal, unseal } from "@/lib/base/seal";
import { readWebAddress } from "@/lib/base/web-address";
import type { EndpointFields, EndpointView, OperationPlan, SandboxAnswer } from "../schema";
import type { Body, Change } from "./context";
import { refuse } from "./refuse";
import { allowsPrivateEndpoints } from "./world";

export const maxEndpoints = 10;
const sealPurpose = "sandbox webhooks";

type Secrets = { secret: string; previous?: string; previousUntilMs?: number };
type Row = Awaited<ReturnType<Db["sandboxEndpoint"]["findMany"]>>[number];

export function sealSecrets(secrets: Secrets): string {
  return seal(portalSecret(), sealPurpose, JSON.stringify(secrets));
}

/** Null when they were sealed under another secret of the portal. */
export function openSecrets(sealed: string): Secrets | null {
  const opened = unseal(portalSecret(), sealPurpose, sealed);
  return opened === null ? null : (JSON.parse(opened) as Secrets);
}

/** Those that sign a message sent now: during a change the one before signs too. */
export function signingSecrets(sealed: string): string[] {
  const secrets = openSecrets(sealed);
  if (!secrets) return [];
  const { secret, previous, previousUntilMs = 0 } = secrets;
  return previous && previousUntilMs > nowMs() ? [secret, previous] : [secret];
}

export function toEndpointView(row: Row): EndpointView {
  const { id, appId, url, events, description, enabled, stoppedReason, createdAt } = row;
  const origin = row.origin === "api" ? "api" : "console";
  return { id, appId, url, events, description, enabled, origin, stoppedReason, createdAt };
}

/** What is wrong with an address somebody wants messages at, or nothing. */
export function refuseAddress(url: unknown): string | undefined {
  const allowPrivate = allowsPrivateEndpoints();
  if (typeof url === "string" && readWebAddress(url, { allowPrivate })) return undefined;
  return allowPrivate
    ? "must be a full http:// or https:// address"
    : "must be a full https:// address that can be reached from the internet";
}

/** The signing secret of an endpoint made by a call: it follows from the world, like every made-up value. */
export function endpointSecret(seed: string, resourceId: string): string {
  return `whsec_${createHmac("sha256", seed).update(`endpoint ${resourceId}`).digest("base64")}`;
}

/** The refusal of an endpoint that a call wants, or nothing: its address, or too many of them. */
export async function refuseEndpoint(
  tx: Tx,
  appId: string,
  plan: OperationPlan,
  body: Body,
  isNew: boolean,
): Promise<SandboxAnswer | undefined> {
  if (!plan.endpoint) return undefined;
  const { url } = plan.endpoint;
  const wrong = refuseAddress(body[url]);
  if (wrong)
    return refuse(plan, 400, `One field is not valid. First: /${url} ${wrong}.`, [
      { pointer: `/${url}`, detail: wrong },
    ]);
  if (isNew && (await tx.sandboxEndpoint.count({ where: { appId } })) >= maxEndpoints)
    return refuse(plan, 409, `An app has at most ${maxEndpoints} webhook endpoints. Delete one first.`);
  return undefined;
}

/** Endpoints that calls made, changed or took away become those that messages go to. */
export async function syncEndpoint(
  tx: Tx,
  world: { appId: string; seed: string },
  { resourceId, after }: Change,
  fields: EndpointFields,
): Promise<void> {
  const { appId, seed } = world;
  if (!after) {
    await tx.sandboxEndpoint.deleteMany({ where: { id: resourceId, appId, origin: "api" } });
    return;
  }
  const list = fields.events ? after[fields.events] : undefined;
  const written = {
    url: String(after[fields.url]),
    events: Array.isArray(list) ? list.map(String).filter((name) => name !== "*") : [],
    description: fields.description ? String(after[fields.description] ?? "").slice(0, 200) : "",
    enabled: fields.enabled ? after[fields.enabled] !== false && after[fields.enabled] !== "disabled" : true,
  };
  await tx.sandboxEndpoint.upsert({
    where: { id: resourceId },
    create: {
      id: resourceId,
      appId,
      origin: "api",
      ...written,
      secrets: sealSecrets({ secret: endpointSecret(seed, resourceId) }),
    },
    // Switched on again by its owner: what stopped it is over.
    update: { ...written, ...(written.enabled ? { stoppedReason: null } : {}) },
  });
}
