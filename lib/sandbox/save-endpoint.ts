import type { FieldError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { newWebhookSecret } from "@/lib/base/webhooks/post-webhook";
import { recordAudit } from "@/lib/events/record-audit";
import { maxEndpoints, refuseAddress, sealSecrets, toEndpointView } from "./internal/endpoint-rows";
import { type EndpointView, endpointInput } from "./schema";

/** Whose endpoint, and who acts. */
export type EndpointOwner = { appId: string; companyId: string; personId: string };

export type SavedEndpoint =
  | { outcome: "created"; endpoint: EndpointView; secret: string }
  | { outcome: "changed"; endpoint: EndpointView }
  | { outcome: "invalid"; errors: FieldError[] }
  | { outcome: "too_many"; most: number }
  | { outcome: "not_found" };

/** Makes an endpoint (its secret is told this once) or changes one that was made in the console. */
export async function saveEndpoint(
  db: Db,
  owner: EndpointOwner,
  endpointId: string | null,
  given: unknown,
): Promise<SavedEndpoint> {
  const input = endpointInput.safeParse(given);
  if (!input.success) return { outcome: "invalid", errors: toFieldErrors(input.error) };
  const wrong = refuseAddress(input.data.url);
  if (wrong) return { outcome: "invalid", errors: [{ pointer: "/url", detail: wrong }] };
  const { appId } = owner;
  return db.$transaction(async (tx): Promise<SavedEndpoint> => {
    const audit = (action: string, subjectId: string) =>
      recordAudit(tx, {
        actorKind: "person",
        actorId: owner.personId,
        action,
        subjectKind: "webhook_endpoint",
        subjectId,
        companyId: owner.companyId,
        after: { events: input.data.events },
      });
    if (endpointId) {
      const where = { id: endpointId, appId, origin: "console" };
      const { count } = await tx.sandboxEndpoint.updateMany({ where, data: { ...input.data, stoppedReason: null } });
      if (!count) return { outcome: "not_found" };
      await audit("webhook_endpoint.changed", endpointId);
      return { outcome: "changed", endpoint: toEndpointView(await tx.sandboxEndpoint.findUniqueOrThrow({ where })) };
    }
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sandbox endpoints ${appId}`}, 0))`;
    if ((await tx.sandboxEndpoint.count({ where: { appId } })) >= maxEndpoints)
      return { outcome: "too_many", most: maxEndpoints };
    const secret = newWebhookSecret();
    const row = await tx.sandboxEndpoint.create({
      data: { id: newId("webhookEndpoint"), appId, ...input.data, secrets: sealSecrets({ secret }) },
    });
    await audit("webhook_endpoint.created", row.id);
    return { outcome: "created", endpoint: toEndpointView(row), secret };
  });
}
