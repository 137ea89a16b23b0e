import type { Db } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { viewPublicListing } from "./internal/listing-record";
import type { PublicListing } from "./schema";

export type PublishedFilter = {
  category?: string;
  /** Words that must all be in the name, the tagline, the description or a tag. */
  search?: string;
  featured?: boolean;
  cursor?: string;
  limit?: number;
};

/** The published listings, newest first. `cursor`: `nextCursor` of the page before; one that is not ours starts again. */
export async function listPublished(
  db: Db,
  filter: PublishedFilter = {},
): Promise<{ data: PublicListing[]; nextCursor: string | null }> {
  const limit = Math.min(filter.limit ?? 24, 100);
  const after = filter.cursor ? readCursor(filter.cursor) : null;
  const conditions: Prisma.ListingWhereInput[] = wordsOf(filter.search).map(withWord);
  if (after) {
    conditions.push({
      OR: [{ publishedAt: { lt: after.at } }, { publishedAt: after.at, id: { lt: after.id } }],
    });
  }
  const rows = await db.listing.findMany({
    where: {
      state: "published",
      category: filter.category,
      featuredAt: filter.featured === undefined ? undefined : filter.featured ? { not: null } : null,
      AND: conditions,
    },
    orderBy: filter.featured ? [{ featuredAt: "desc" }] : [{ publishedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(viewPublicListing),
    nextCursor: rows.length > limit && last?.publishedAt ? makeCursor(last.publishedAt, last.id) : null,
  };
}

/** At most eight words: more find nothing and cost the database. */
const wordsOf = (search = "") => search.slice(0, 200).split(/\s+/).filter(Boolean).slice(0, 8);

function withWord(word: string): Prisma.ListingWhereInput {
  // % and _ mean themselves here, not "anything".
  const contains = { contains: word.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" as const };
  return {
    OR: [
      { name: contains },
      { tagline: contains },
      { description: contains },
      { category: contains },
      { tags: { has: word.toLowerCase() } },
    ],
  };
}

const makeCursor = (at: Date, id: string) => Buffer.from(`${at.toISOString()} ${id}`).toString("base64url");

function readCursor(cursor: string): { at: Date; id: string } | null {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const time = new Date(at);
  return id.startsWith("lst_") && !Number.isNaN(time.getTime()) ? { at: time, id } : null;
}
