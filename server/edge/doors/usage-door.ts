import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { recordUsage } from "@/lib/usage/record-usage";
import type { EdgeContext } from "../context";
import { type Door, readJson, sendJson } from "../door";
import { keyDesk } from "./key-desk";
import { keyResolver } from "./resolve-usage-key";

/** 10,000 records of about 1 KB, packed or not. */
const limits = { maxBytes: 10 * 1024 * 1024, maxUnpackedBytes: 10 * 1024 * 1024 };

/** `POST /v1/usage`: the platform reports calls (contracts.md, "Usage"). */
export function usageDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return [
    {
      methods: ["POST"],
      path: "/v1/usage",
      async handle(request, response) {
        const token = requireScope(
          await authenticateToken(context.db, request.raw.headers.authorization),
          "usage:write",
        );
        const body = await readJson(request, limits);
        const resolveKey = keyResolver(desk, token.tokenId);
        const answer = await recordUsage({ journal: context.journal, resolveKey }, body);
        sendJson(response, 200, answer);
      },
    },
  ];
}
