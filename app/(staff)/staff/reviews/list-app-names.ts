import { postgres } from "@/lib/base/postgres";
import { getApp } from "@/lib/keys/get-app";

/** What apps are called, by id; those that are gone are missing. */
export async function listAppNames(appIds: readonly string[]): Promise<Map<string, string>> {
  const apps = await Promise.all([...new Set(appIds)].map((appId) => getApp(postgres(), appId)));
  return new Map(apps.flatMap((app) => (app ? [[app.id, app.name]] : [])));
}
