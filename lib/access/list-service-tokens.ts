import type { Db } from "@/lib/base/postgres";

/** Service tokens, newest first, revoked ones included; neither secret nor hash. */
export async function listServiceTokens(db: Db) {
  return db.serviceToken.findMany({ orderBy: { id: "desc" }, omit: { hash: true }, take: 200 });
}
