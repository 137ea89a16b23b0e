import { z } from "zod";
import { announceChange } from "@/lib/base/change-feed";
import { isStorable } from "@/lib/base/clean-text";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { hashSecret, randomBase62 } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { tokenScopeSchema } from "./schema";

export const createServiceTokenInput = z.object({
  name: z.string().trim().min(1).max(100).refine(isStorable, "must not have a NUL character"),
  scopes: z.array(tokenScopeSchema).min(1),
  /** Person who makes it; absent: the house itself. */
  createdBy: z.string().optional(),
});

/** Makes a service token. `secret` (`svc_` and 48 base62: Moesif's libraries take no key under 50 characters) is returned this once; its SHA-256 is stored. */
export async function createServiceToken(
  db: Db,
  input: z.input<typeof createServiceTokenInput>,
): Promise<{ tokenId: string; secret: string }> {
  const { name, scopes, createdBy } = createServiceTokenInput.parse(input);
  const secret = `svc_${randomBase62(48)}`;
  const tokenId = newId("serviceToken");
  const hash = hashSecret(secret);
  await db.$transaction(async (tx) => {
    await tx.serviceToken.create({
      data: { id: tokenId, name, scopes: [...new Set(scopes)], start: secret.slice(0, 8), hash, createdBy },
    });
    await recordAudit(tx, {
      actorKind: createdBy ? "person" : "system",
      actorId: createdBy ?? "portal",
      action: "token.created",
      subjectKind: "token",
      subjectId: tokenId,
      after: { name, scopes },
    });
    await announceChange(tx, "token", hash);
  });
  return { tokenId, secret };
}
