import type { Tx } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";

/** A free slug for a company of this name: `analytical-engines`, or with four random characters behind it when taken. */
export async function companySlug(tx: Tx, name: string): Promise<string> {
  const plain =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{M}/gu, "")
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 48)
      .replace(/^-+|-+$/g, "") || "company";
  const taken = await tx.company.findUnique({ where: { slug: plain }, select: { id: true } });
  return taken ? `${plain}-${randomBase62(4).toLowerCase()}` : plain;
}
