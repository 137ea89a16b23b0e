import { z } from "zod";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { getLiveKeyFacts } from "@/lib/access/get-live-key-facts";
import { requireScope } from "@/lib/access/require-scope";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { paths } from "@/lib/base/paths";
import { createKey } from "@/lib/keys/create-key";
import { disableKey } from "@/lib/keys/disable-key";
import { enableKey } from "@/lib/keys/enable-key";
import { getApp } from "@/lib/keys/get-app";
import { getKey } from "@/lib/keys/get-key";
import { listKeys } from "@/lib/keys/list-keys";
import { ReplayCache } from "@/lib/keys/replay-cache";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { type Actor, createKeyInput, environmentSchema, maxGraceSeconds, updateKeyInput } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update-key";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJson } from "../door";

const createBody = createKeyInput.extend({ appId: z.string(), personId: z.string().optional() });
const patchBody = updateKeyInput.extend({ disabled: z.boolean().optional() });
const rotateBody = z.strictObject({
  graceSeconds: z
    .int("must be a whole number")
    .min(0, "must not be negative")
    .max(maxGraceSeconds, `must be at most ${maxGraceSeconds}, 30 days`)
    .default(0),
});
const listQuery = z.strictObject({
  appId: z.string().optional(),
  companyId: z.string().optional(),
  environment: environmentSchema.optional(),
  withRevoked: z.stringbool().optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** `/v1/keys` and below: the management API (contracts.md, "Keys"), scope `manage`, the same rules as the console. */
export function keysDoors(context: EdgeContext): Door[] {
  const { db } = context;
  const replays = new ReplayCache();

  const asManager = async (request: EdgeRequest): Promise<Actor> => {
    const token = requireScope(await authenticateToken(db, request.raw.headers.authorization), "manage");
    return { kind: "token", id: token.tokenId };
  };
  const once = <T>(request: EdgeRequest, actor: Actor, body: unknown, act: () => Promise<T>): Promise<T> => {
    const key = request.raw.headers["idempotency-key"];
    const text = Array.isArray(key) ? key[0] : key;
    if (text !== undefined && (text.length === 0 || text.length > 255)) {
      throw new PortalError("bad_request", "Idempotency-Key must have 1 to 255 characters");
    }
    return replays.run(actor.id, text, [request.method, request.path, body], act);
  };

  return [
    {
      methods: ["POST"],
      path: "/v1/keys",
      async handle(request, response) {
        const actor = await asManager(request);
        const body = await readJson(request);
        const { appId, personId, ...fields } = parseFields(createBody, body);
        const created = await once(request, actor, body, () => create(appId, personId, actor, body, fields));
        sendJson(response, 201, { data: created }, { location: `/v1/keys/${created.id}` });
      },
    },
    {
      methods: ["GET"],
      path: "/v1/keys",
      async handle(request, response) {
        await asManager(request);
        const result = listQuery.safeParse(Object.fromEntries(request.query));
        if (!result.success) throw badQuery(result.error);
        sendJson(response, 200, await listKeys(db, result.data));
      },
    },
    {
      methods: ["GET"],
      path: "/v1/keys/*",
      async handle(request, response) {
        await asManager(request);
        sendJson(response, 200, { data: found(await getKey(db, keyIdOf(request))) });
      },
    },
    {
      methods: ["PATCH"],
      path: "/v1/keys/*",
      async handle(request, response) {
        const actor = await asManager(request);
        const address = { keyId: keyIdOf(request) };
        const { disabled, ...fields } = parseFields(patchBody, await readJson(request));
        const current = found(await getKey(db, address.keyId));
        if (current.state === "revoked") throw new PortalError("conflict", "A revoked key cannot be changed");
        if (Object.keys(fields).length > 0) await updateKey(db, address, actor, toInput(fields));
        if (disabled === true) await disableKey(db, address, actor);
        if (disabled === false) await enableKey(db, address, actor);
        sendJson(response, 200, { data: found(await getKey(db, address.keyId)) });
      },
    },
    {
      methods: ["DELETE"],
      path: "/v1/keys/*",
      async handle(request, response) {
        const actor = await asManager(request);
        const keyId = keyIdOf(request);
        const revoked = await revokeKey(db, { keyId }, actor, request.query.get("reason") ?? "revoked by the API");
        if (revoked.outcome === "not_found") throw new PortalError("not_found", "There is no such key");
        // The same answer for a second time: DELETE is idempotent.
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
        const { graceSeconds } = parseFields(rotateBody, body);
        const data = await once(request, actor, body, () => rotate(keyId, actor, graceSeconds));
        sendJson(response, 201, { data }, { location: `/v1/keys/${data.id}` });
      },
    },
  ];

  async function create(
    appId: string,
    personId: string | undefined,
    actor: Actor,
    _body: unknown,
    fields: z.output<typeof createKeyInput>,
  ) {
    const app = await getApp(db, appId);
    if (!app) throw badField("/appId", "is not a known app");
    const facts =
      fields.environment === "live"
        ? await getLiveKeyFacts(db, app.companyId)
        : { sandboxSucceeded: false, certified: false };
    const owner = { appId, companyId: app.companyId, personId: personId ?? app.createdById, actor };
    const made = await createKey(db, owner, toInput(fields), facts);
    switch (made.outcome) {
      case "created":
        return { ...made.key, secret: made.secret };
      case "app_not_found":
        throw badField("/appId", "is not a known app");
      case "expiry_passed":
        throw badField("/expiresAt", "is in the past");
      case "live_not_allowed":
        throw new PortalError("forbidden", `A live key needs more first: ${made.missing.map(missingText).join("; ")}`);
    }
  }

  async function rotate(keyId: string, actor: Actor, graceSeconds: number) {
    const rotated = await rotateKey(db, { keyId }, { actor }, graceSeconds);
    if (rotated.outcome === "not_found") throw new PortalError("not_found", "There is no such key");
    if (rotated.outcome === "not_active") throw new PortalError("conflict", "Only a working key can be rotated");
    return { ...rotated.key, secret: rotated.secret, replaced: rotated.replaced };
  }
}
