import { authenticateToken } from "@/lib/access/authenticate-token";
import { getLiveKeyFacts } from "@/lib/access/get-live-key-facts";
import { requireScope } from "@/lib/access/require-scope";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { parseFields, toFieldErrors } from "@/lib/base/field-errors";
import type { Db } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { createKey } from "@/lib/keys/create-key";
import { disableKey } from "@/lib/keys/disable-key";
import { enableKey } from "@/lib/keys/enable-key";
import { getApp } from "@/lib/keys/get-app";
import { getKey } from "@/lib/keys/get-key";
import { listKeys } from "@/lib/keys/list-keys";
import { ReplayCache } from "@/lib/keys/replay-cache";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import {
  type Actor,
  changeKeyBody,
  createKeyBody,
  type KeyFields,
  type KeyView,
  listKeysQuery,
  type MissingForLive,
  noLiveKeyFacts,
  rotateKeyBody,
} from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update-key";
import { getKeyUsage } from "@/lib/usage/get-key-usage";
import { getLastCountry } from "@/lib/usage/get-last-country";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJson } from "../door";
import { readIdempotencyKey } from "../read-idempotency-key";

/** `/v1/keys` and below: the management API (contracts.md, "Keys"), scope `manage`, the same rules as the console. */
export function keysDoors({ db }: EdgeContext): Door[] {
  const replays = new ReplayCache();

  const asManager = async (request: EdgeRequest): Promise<Actor> => {
    const token = requireScope(await authenticateToken(db, request.raw.headers.authorization), "manage");
    return { kind: "token", id: token.tokenId };
  };
  const once = <T>(request: EdgeRequest, actor: Actor, body: unknown, act: () => Promise<T>): Promise<T> =>
    replays.run(actor.id, readIdempotencyKey(request), [request.method, request.path, body], act);

  return [
    {
      methods: ["POST"],
      path: "/v1/keys",
      async handle(request, response) {
        const actor = await asManager(request);
        const body = await readJson(request);
        const { appId, ...fields } = parseFields(createKeyBody, body);
        const data = await once(request, actor, body, () => makeKey(db, actor, appId, fields));
        sendJson(response, 201, { data }, { location: `/v1/keys/${data.id}` });
      },
    },
    {
      methods: ["GET"],
      path: "/v1/keys",
      async handle(request, response) {
        await asManager(request);
        const filter = listKeysQuery.safeParse(Object.fromEntries(request.query));
        if (!filter.success) {
          const errors = toFieldErrors(filter.error).map(({ pointer, detail }) => ({
            pointer: `?${pointer.slice(1)}`,
            detail,
          }));
          throw new PortalError("invalid_fields", undefined, { errors });
        }
        sendJson(response, 200, await listKeys(db, filter.data));
      },
    },
    {
      methods: ["GET"],
      path: "/v1/keys/*",
      async handle(request, response) {
        await asManager(request);
        const [, keyId = keyIdOf(request)] = /^\/v1\/keys\/([^/]+)\/history$/.exec(request.path) ?? [];
        const key = found(await getKey(db, keyId));
        if (keyId !== keyIdOf(request)) sendJson(response, 200, await readHistory(db, key, request.query));
        else sendJson(response, 200, { data: { ...key, ...(await findLastUse(key)) } });
      },
    },
    {
      methods: ["PATCH"],
      path: "/v1/keys/*",
      async handle(request, response) {
        const actor = await asManager(request);
        const address = { keyId: keyIdOf(request) };
        const { disabled, ...changes } = parseFields(changeKeyBody, await readJson(request));
        if (found(await getKey(db, address.keyId)).state === "revoked") {
          throw new PortalError("conflict", "A revoked key cannot be changed");
        }
        if (Object.keys(changes).length > 0) await updateKey(db, address, actor, changes);
        if (disabled !== undefined) await (disabled ? disableKey : enableKey)(db, address, actor);
        sendJson(response, 200, { data: found(await getKey(db, address.keyId)) });
      },
    },
    {
      methods: ["DELETE"],
      path: "/v1/keys/*",
      async handle(request, response) {
        const actor = await asManager(request);
        const keyId = keyIdOf(request);
        await revokeKey(db, { keyId }, actor, request.query.get("reason") ?? "revoked by the API");
        // A key that was revoked before gets the same answer: DELETE is idempotent.
        sendJson(response, 200, { data: found(await getKey(db, keyId)) });
      },
    },
    {
      methods: ["POST"],
      path: "/v1/keys/*",
      async handle(request, response) {
        const actor = await asManager(request);
        const keyId = /^\/v1\/keys\/([^/]+)\/rotate$/.exec(request.path)?.[1];
        if (!keyId) throw new PortalError("not_found");
        const body = await readJson(request);
        const { graceSeconds } = parseFields(rotateKeyBody, body);
        const data = await once(request, actor, body, () => replaceKey(db, actor, keyId, graceSeconds));
        sendJson(response, 201, { data }, { location: `/v1/keys/${data.id}` });
      },
    },
  ];
}

async function makeKey(db: Db, actor: Actor, appId: string, fields: KeyFields) {
  const app = await getApp(db, appId);
  if (!app) throw badField("/appId", "is not a known app");
  const live = fields.environment === "live";
  const maker = { companyId: app.companyId, personId: app.createdById };
  const facts = live ? await getLiveKeyFacts(db, maker) : noLiveKeyFacts;
  // A token is no person: the key counts as made by the app's maker, and the audit log names the token.
  const owner = { appId, companyId: app.companyId, personId: app.createdById, actor };
  const made = await createKey(db, owner, fields, facts);
  switch (made.outcome) {
    case "created":
      return { ...made.key, secret: made.secret };
    case "app_not_found":
      throw badField("/appId", "is not a known app");
    case "expiry_passed":
      throw badField("/expiresAt", "is in the past");
    case "live_not_allowed":
      throw new PortalError(
        "forbidden",
        `No live key yet. Missing: ${made.missing.map((one) => missing[one]).join("; ")}`,
      );
  }
}

async function replaceKey(db: Db, actor: Actor, keyId: string, graceSeconds: number) {
  const rotated = await rotateKey(db, { keyId }, { actor }, graceSeconds);
  if (rotated.outcome === "not_found") throw new PortalError("not_found", "There is no such key");
  if (rotated.outcome !== "rotated") throw new PortalError("conflict", "Only a working key can be rotated");
  return { ...rotated.key, secret: rotated.secret, replaced: rotated.replaced };
}

const missing: Record<MissingForLive, string> = {
  verified_email: "a verified e-mail address",
  first_sandbox_2xx: "a successful call to the sandbox",
  certification: "a certified developer or app",
};

type LastUse = { at: Date; route: string; country?: string | null };

/** When and on which route it was last used, and where `keys.countryField` is set from which country; null: never. Left out while the ledger cannot tell. */
async function findLastUse(key: KeyView): Promise<{ lastUsed?: LastUse | null }> {
  try {
    const used = (await getKeyUsage(key.companyId, key.appId)).get(key.id);
    if (!used) return { lastUsed: null };
    const { countryField } = portal.keys;
    const country = countryField ? await getLastCountry(key, used.lastUsedAt, countryField) : undefined;
    return { lastUsed: { at: used.lastUsedAt, route: used.lastRoute, country } };
  } catch {
    return {};
  }
}

/** What was done to a key, by whom, from the audit log; newest first, 50 at a time. */
async function readHistory(db: Db, key: KeyView, query: URLSearchParams) {
  const page = await listAuditEntries(db, { subjectId: key.id, cursor: query.get("cursor") ?? undefined });
  const data = page.data.map(({ at, action, actorKind, actorId, before, after }) => ({
    ...{ at, action, actor: { kind: actorKind, id: actorId }, before, after },
  }));
  return { data, nextCursor: page.nextCursor };
}

function badField(pointer: string, detail: string): PortalError {
  return new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
}

function found<T>(value: T | null): T {
  if (value === null) throw new PortalError("not_found", "There is no such key");
  return value;
}

function keyIdOf(request: EdgeRequest): string {
  return request.path.slice("/v1/keys/".length);
}
