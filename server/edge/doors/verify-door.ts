import { authenticateToken, watchTokens } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { type FormattedVerification, formatVerification } from "@/lib/keys/format-verification";
import { type PermissionQuery, parsePermissionQuery } from "@/lib/keys/permission-query";
import { ReplayCache } from "@/lib/keys/replay-cache";
import { verifyKeyInput } from "@/lib/keys/schema";
import { SharedReplays } from "@/lib/keys/shared-replays";
import { type KeyDesk, type VerifyQuestion, verifyKey } from "@/lib/keys/verify-key";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJsonText } from "../door";
import { nextTurn } from "../next-turn";
import { keyDesk } from "./key-desk";

const maxBodyBytes = 64 * 1024;

/** `POST /v1/keys/verify`: may this key make this call (contracts.md, "Keys"). */
export function verifyDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  const replays = new ReplayCache(50_000, context.redis && new SharedReplays(context.redis));
  watchTokens(context.db, context.changes);
  return [
    {
      methods: ["POST"],
      path: "/v1/keys/verify",
      async handle(request, response) {
        await nextTurn();
        const token = requireScope(
          await authenticateToken(context.db, request.raw.headers.authorization),
          "keys:verify",
        );
        const input = parseFields(verifyKeyInput, await readJson(request, { maxBytes: maxBodyBytes }));
        const permissions = readPermissions(input.permissions, "/permissions");
        const question = { ...input, permissions, caller: token.tokenId, guesser: input.ip };
        // Repeated answers may be ten minutes old: nobody keeps those.
        const keepSeconds = input.idempotencyKey === undefined ? mayKeep(context, request) : 0;
        let isNew = false;
        const act = async () => {
          isNew = true;
          return formatVerification(await verifyKey(desk, question), keepSeconds);
        };
        // A refused call consumed nothing: when it is sent again, it is decided anew.
        const kept = await replays.run(token.tokenId, input.idempotencyKey, input, act, ({ valid }) => valid);
        const { data, headers } = isNew ? kept : ((await findRefusal(desk, question)) ?? kept);
        // A request id is the edge's own, or was found to be harmless in JSON.
        const text = `{"meta":{"requestId":"${request.requestId}"},"data":${data}}`;
        sendJsonText(response, 200, text, headers);
      },
    },
  ];
}

/** What a key gets that was stopped since it was answered for: a repeated request counts once, but revocation holds for it, too. */
async function findRefusal(desk: KeyDesk, question: VerifyQuestion): Promise<FormattedVerification | null> {
  const verification = await verifyKey(desk, { ...question, cost: 0, ratelimits: undefined });
  return verification.planId === undefined ? formatVerification(verification) : null;
}

/**
 * How long the caller may keep a VALID answer, seconds: `keys.cacheSeconds` of portal.config.ts when it says that it listens to
 * `GET /v1/keys/changes` (`X-Portal-Cache: stream`) and this edge itself hears of changes; else 0.
 */
function mayKeep(context: EdgeContext, request: EdgeRequest): number {
  if (request.raw.headers["x-portal-cache"] !== "stream" || !context.changes.connected) return 0;
  return portal.keys.cacheSeconds;
}

/** A permission query of a request; throws `invalid_fields` (400) pointing at `pointer` when it is none. */
export function readPermissions(text: string | null | undefined, pointer: string): PermissionQuery | undefined {
  if (text === undefined || text === null) return undefined;
  const query = parsePermissionQuery(text);
  if ("reason" in query) {
    throw new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail: query.reason }] });
  }
  return query;
}
