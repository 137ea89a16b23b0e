import { notFound } from "next/navigation";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { type ListedEndpoint, listEndpoints } from "@/lib/sandbox/list-endpoints";

/** An endpoint of one of the company's apps, with the app's name; for anybody else's there is nothing here. */
export async function requireEndpoint(
  endpointId: string,
  companyId: string,
): Promise<{ endpoint: ListedEndpoint; appName: string }> {
  const apps = await listApps(postgres(), companyId);
  const [endpoint] = await listEndpoints(
    postgres(),
    apps.map(({ id }) => id),
    endpointId,
  );
  const app = apps.find(({ id }) => id === endpoint?.appId);
  if (!endpoint || !app) notFound();
  return { endpoint, appName: app.name };
}
