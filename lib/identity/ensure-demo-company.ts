import { demoCompanyId } from "@/lib/base/demo-readers";
import type { Db } from "@/lib/base/postgres";

/** The portal's own company for readers who try the API without signing in. Has no members, no events and no place in lists of companies. */
export async function ensureDemoCompany(db: Db, portalName: string): Promise<void> {
  const company = { id: demoCompanyId, name: `Readers of ${portalName}`, slug: "readers-trying-out" } as const;
  await db.company.createMany({ data: [{ ...company, kind: "organisation" }], skipDuplicates: true });
}
