import { z } from "zod";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { replayCalls } from "@/lib/collector/replay-calls";
import { getQuarantined, quarantineKeySchema } from "@/lib/events/get-quarantined";
import type { EdgeContext } from "../context";
import { type Door, readJson, sendJson } from "../door";
import { keyDesk } from "./key-desk";
import { keyResolver } from "./resolve-usage-key";

const bodySchema = z.strictObject({ rows: z.array(quarantineKeySchema).min(1).max(500) });

/**
 * `POST /v1/quarantine/replay`: the house's own way (staff page, command) to send rows of the quarantine through the collector again. What
 * they say is read from the ledger here, so nobody can slip anything in; rows that became events before are passed over.
 */
export function replayDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return [
    {
      methods: ["POST"],
      path: "/v1/quarantine/replay",
      async handle(request, response) {
        const identity = await authenticateToken(context.db, request.raw.headers.authorization);
        if (identity?.tokenId !== "internal") throw new PortalError("not_found");
        const { rows } = parseFields(bodySchema, await readJson(request));
        const calls = (await getQuarantined(rows)).filter(({ accepted }) => !accepted);
        sendJson(response, 200, await replayCalls(context.collector, calls, keyResolver(desk, "internal")));
      },
    },
  ];
}
