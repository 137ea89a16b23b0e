import type { Db, Tx } from "@/lib/base/postgres";

/** Unique violation, and write conflict or deadlock: what two sign-ups at the same moment cause. */
const conflictCodes = new Set(["P2002", "P2034"]);

/** Runs `work` in a transaction, anew up to twice when somebody else was faster: then it finds what the other wrote. */
export async function retryOnConflict<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work, { timeout: 10_000 });
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (attempt === 3 || typeof code !== "string" || !conflictCodes.has(code)) throw error;
    }
  }
}
