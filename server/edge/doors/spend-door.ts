import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { parseFields } from "@/lib/base/field-errors";
import { recordSpend } from "@/lib/spend/record-spend";
import { recordSpendInput } from "@/lib/spend/schema";
import type { EdgeContext } from "../context";
import { type Door, readJson, sendJson } from "../door";

/** 10,000 rows with long names. */
const limits = { maxBytes: 8 * 1024 * 1024 };

/** `POST /v1/spend`, scope `manage`: what campaigns cost, by day, source and campaign. */
export function spendDoors({ db }: EdgeContext): Door[] {
  return [
    {
      methods: ["POST"],
      path: "/v1/spend",
      async handle(request, response) {
        const token = requireScope(await authenticateToken(db, request.raw.headers.authorization), "manage");
        const input = parseFields(recordSpendInput, await readJson(request, limits));
        const data = await recordSpend(db, input, { kind: "token", id: token.tokenId });
        sendJson(response, 200, { data });
      },
    },
  ];
}
