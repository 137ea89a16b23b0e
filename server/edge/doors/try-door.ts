import { z } from "zod";
import { isOwnOrigin } from "@/lib/access/check-origin";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { minuteMs, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { authCookieName, parseCookies } from "@/lib/base/cookies";
import { env, portalSecret } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { sign } from "@/lib/base/secrets";
import { ensureDemoCompany } from "@/lib/identity/ensure-demo-company";
import { getAuthSession, type SignedInPerson } from "@/lib/identity/get-auth-session";
import { ensureDemoKey } from "@/lib/keys/ensure-demo-key";
import { networkOf } from "@/lib/keys/guess-limiter";
import { listReadableKeys } from "@/lib/keys/list-readable-keys";
import { revealSandboxKey } from "@/lib/keys/reveal-sandbox-key";
import type { Claim } from "@/lib/keys/sliding-windows";
import { composeCall } from "@/lib/reference/compose-call";
import { getTryForm } from "@/lib/reference/get-try-form";
import { getTryRefusal } from "@/lib/reference/get-try-refusal";
import { tryValuesSchema } from "@/lib/reference/schema";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJson } from "../door";
import { readVisitor } from "../page-visitor";
import { keyDesk } from "./key-desk";
import { sendTryCall } from "./send-try-call";

/** The key of a call: one of the reader's own by its id, the shared one, or none where the operation needs none. */
const bodySchema = z.strictObject({
  operation: z.string().max(500),
  key: z.string().max(100),
  values: tryValuesSchema,
});
const demoKey = "demo";
const noKey = "none";
/** A body of 256 KB of text, written as JSON text once more, and files in base64. */
const limits = () => ({ maxBytes: 1024 * 1024 + Math.ceil(portal.tryIt.maxFileBytes / 3) * 4 });
const demoWindowMs = 10 * minuteMs;
/** A network may hold many readers: an office, a school. */
const readersOfNetwork = 3;

/**
 * `/api/try`, for the pages of the reference. GET: what the reader may try with. POST: one request of a documented operation, sent from here
 * with the key attached here; the answer comes back without it.
 */
export function tryDoors(context: EdgeContext): Door[] {
  return [
    {
      methods: ["GET"],
      path: "/api/try",
      async handle(request, response) {
        requireOn();
        const person = await readPerson(context, request);
        const mayUse = person !== null && mayChangeApps(person.companyRole);
        const keys = mayUse ? await listReadableKeys(context.db, person.companyId) : [];
        sendJson(
          response,
          200,
          {
            signedIn: person !== null,
            // Tells one person's history in this browser from the next one's; says nothing about who it is.
            reader: person ? sign(portalSecret(), "try reader", person.id).slice(0, 16) : "",
            keys,
            demo: portal.tryIt.demo.enabled
              ? { perReader: portal.tryIt.demo.perReader, minutes: demoWindowMs / minuteMs }
              : null,
          },
          privately,
        );
      },
    },
    {
      methods: ["POST"],
      path: "/api/try",
      async handle(request, response) {
        requireOn();
        requireOwnPage(request);
        const { operation, key, values } = parseFields(bodySchema, await readJson(request, limits()));
        const form = await getTryForm(operation);
        if (!form) {
          const why = await getTryRefusal(operation);
          throw new PortalError("not_found", why ?? "The reference has no such operation.");
        }
        const call = composeCall(form, values);
        const { secret, reader } = await takeKey(context, request, key, form.key !== null);
        sendJson(response, 200, await sendTryCall(form.key, call, { secret, reader, ip: request.clientIp }), privately);
      },
    },
  ];
}

const privately = { "cache-control": "private, no-store" };

function requireOn(): void {
  if (!portal.tryIt.enabled) throw new PortalError("not_found", "Try it is switched off on this portal.");
}

/** It acts on a cookie and spends a key's limits: only a page of the portal may ask. */
function requireOwnPage({ raw: { headers } }: EdgeRequest): void {
  const site = headers["sec-fetch-site"];
  if (!isOwnOrigin(headers.origin ?? null, env()) || (site !== undefined && site !== "same-origin")) {
    throw new PortalError("forbidden", "Only the portal's own pages send requests from here.");
  }
}

async function readPerson(context: EdgeContext, request: EdgeRequest): Promise<SignedInPerson | null> {
  const name = authCookieName(env().publicUrl.startsWith("https:"));
  const token = parseCookies(request.raw.headers.cookie).get(name);
  return token ? ((await getAuthSession(context.db, token))?.person ?? null) : null;
}

/** The secret to attach, after everything that speaks against it: who asks, which key, how often. */
async function takeKey(
  context: EdgeContext,
  request: EdgeRequest,
  key: string,
  needed: boolean,
): Promise<{ secret: string | null; reader: string }> {
  if (key === demoKey || key === noKey) {
    const { demo } = portal.tryIt;
    if (key === noKey && needed) throw refuseKey("is required by this operation");
    if (key === demoKey && !demo.enabled) throw refuseKey("is switched off on this portal: sign in and use your own");
    const reader = readerOf(request);
    await count(context, demoClaims(request, reader), "Readers without a key of their own may make few calls");
    if (key === noKey) return { secret: null, reader };
    await ensureDemoCompany(context.db, portal.name);
    return { secret: (await ensureDemoKey(context.db)).secret, reader };
  }
  const person = await readPerson(context, request);
  if (!person) throw new PortalError("unauthorized", "Sign in to use a key of your own.");
  if (!mayChangeApps(person.companyRole)) throw new PortalError("forbidden", "Your role may look, not call.");
  const claim = { id: `try ${person.id}`, limit: portal.tryIt.perPerson, durationMs: minuteMs, cost: 1 };
  await count(context, [claim], "Too many calls from this page");
  const secret = await revealSandboxKey(context.db, key, person.companyId);
  if (secret === null)
    throw refuseKey("cannot be used: it is no working sandbox key of yours, or must be rolled to be readable");
  return { secret, reader: "" };
}

const refuseKey = (detail: string) =>
  new PortalError("invalid_fields", undefined, { errors: [{ pointer: "/key", detail }] });

/** Who a reader is for a day, without saying it: the visitor, else the network. Addresses are in no store, not even in Redis. */
function readerOf(request: EdgeRequest): string {
  const visitor = readVisitor(request.raw.headers);
  const day = new Date().toISOString().slice(0, 10);
  return sign(portalSecret(), "try reader", visitor ?? `${day} ${networkOf(request.clientIp)}`).slice(0, 22);
}

function demoClaims(request: EdgeRequest, reader: string): Claim[] {
  const { perReader, inAll } = portal.tryIt.demo;
  const network = sign(portalSecret(), "try network", networkOf(request.clientIp)).slice(0, 22);
  const claim = (id: string, limit: number) => ({ id: `try ${id}`, limit, durationMs: demoWindowMs, cost: 1 });
  // A visitor's cookie is soon thrown away, its network is not.
  return [
    claim("all", inAll),
    claim(`reader ${reader}`, perReader),
    claim(`network ${network}`, perReader * readersOfNetwork),
  ];
}

async function count(context: EdgeContext, claims: Claim[], detail: string): Promise<void> {
  const { states } = await keyDesk(context).counts.count({ companyId: "", claims, quota: null, cost: 1 });
  const held = states.filter(({ exceeded }) => exceeded);
  if (held.length === 0) return;
  const seconds = Math.max(1, Math.ceil(Math.max(...held.map(({ retryMs }) => retryMs)) / secondMs));
  throw new PortalError("rate_limited", `${detail}: try again in ${seconds} s, or sign in and use your own key.`, {
    headers: { "retry-after": String(seconds) },
  });
}
