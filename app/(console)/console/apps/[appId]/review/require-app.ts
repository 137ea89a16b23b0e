import { notFound } from "next/navigation";
import { postgres } from "@/lib/base/postgres";
import { getApp } from "@/lib/keys/get-app";
import type { AppView } from "@/lib/keys/schema";

/** The company's own app; for anybody else's there is nothing here. */
export async function requireApp(appId: string, companyId: string): Promise<AppView> {
  const app = await getApp(postgres(), appId, companyId);
  if (!app) notFound();
  return app;
}
