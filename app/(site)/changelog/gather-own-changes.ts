import { postgres } from "@/lib/base/postgres";
import { listChangeTitles } from "@/lib/docs/list-change-titles";
import type { Change } from "@/lib/docs/schema";
import { listApps } from "@/lib/keys/list-apps";
import { listOperations } from "@/lib/reference/list-operations";
import { listCalledOperations } from "@/lib/usage/list-called-operations";

/** A changelog entry that touches what a company calls: by operation, the names of its apps that do. */
export type OwnChange = Change & { called: { operationId: string; apps: string[] }[] };

/**
 * The entries that touch operations a company's keys called in the last 90 days, newest first, with the apps that did, most calls first. Apps
 * and calls of no other company are looked at. Throws when the ledger is away.
 */
export async function gatherOwnChanges(companyId: string): Promise<OwnChange[]> {
  const changes = await listChangeTitles();
  const touched = new Set(changes.flatMap((change) => change.operations));
  const operations = (await listOperations()).filter(({ kind, id }) => kind === "operation" && touched.has(id));
  if (operations.length === 0) return [];
  const routes = operations.map(({ method, path }) => ({ method: method.toUpperCase(), route: path }));
  const [calls, apps] = await Promise.all([listCalledOperations(companyId, routes), listApps(postgres(), companyId)]);
  const names = new Map(apps.map(({ id, name }) => [id, name]));
  const appsOf = new Map(
    operations.map(({ id, method, path }) => [
      id,
      calls
        .filter((call) => call.method === method.toUpperCase() && call.route === path)
        // An app that was archived since calls nothing any more.
        .flatMap((call) => names.get(call.appId) ?? []),
    ]),
  );
  return changes.flatMap((change) => {
    const called = change.operations.flatMap((operationId) => {
      const own = [...new Set(appsOf.get(operationId))];
      return own.length ? [{ operationId, apps: own }] : [];
    });
    return called.length ? [{ ...change, called }] : [];
  });
}
