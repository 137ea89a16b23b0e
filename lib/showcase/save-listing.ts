import { newId } from "@/lib/base/ids";
import { isUniqueConflict } from "@/lib/base/is-unique-conflict";
import type { Db } from "@/lib/base/postgres";
import { Prisma } from "@/lib/base/prisma-client/client";
import { publishedText, viewListing } from "./internal/listing-record";
import { checkDraft, tidyText } from "./internal/listing-text";
import { makeSlug } from "./internal/make-slug";
import type { ListingErrors, ListingText, ListingView } from "./schema";

export type SaveOutcome = { kind: "saved"; listing: ListingView } | { kind: "refused"; errors: ListingErrors };

/** Names tried before a listing gets its id as address. */
const slugTries = 20;

/**
 * Keeps what the editor wrote as the listing's draft, and makes the listing with its lasting address at the first time. What is published stays
 * as it is. A draft that moderation already has comes back from there: it must be submitted again.
 * The door has made sure that the app is of the company.
 */
export async function saveListing(
  db: Db,
  given: { appId: string; companyId: string; personId: string; text: ListingText },
): Promise<SaveOutcome> {
  const text = tidyText(given.text);
  const errors = checkDraft(text);
  if (Object.keys(errors).length) return { kind: "refused", errors };
  for (let attempt = 0; ; attempt++) {
    try {
      return { kind: "saved", listing: viewListing(await write(db, given, text, attempt)) };
    } catch (error) {
      // Somebody took the address, or made this listing, in between.
      if (!isUniqueConflict(error) || attempt > slugTries) throw error;
    }
  }
}

async function write(
  db: Db,
  { appId, companyId, personId }: { appId: string; companyId: string; personId: string },
  text: ListingText,
  attempt: number,
) {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM listings WHERE app_id = ${appId} FOR UPDATE`;
    const row = await tx.listing.findUnique({ where: { appId } });
    if (!row) {
      const id = newId("listing");
      const base = makeSlug(text.name);
      const slug = attempt === 0 ? base : attempt < slugTries ? `${base}-${attempt + 1}` : id.replace("_", "-");
      return tx.listing.create({
        data: { id, appId, companyId, createdById: personId, slug, name: text.name, draft: text },
      });
    }
    const same = row.publishedAt && JSON.stringify(publishedText(row)) === JSON.stringify(text);
    const isPublished = row.state === "published";
    return tx.listing.update({
      where: { id: row.id },
      data: {
        draft: same && isPublished ? Prisma.DbNull : text,
        state: isPublished ? "published" : "draft",
        submittedAt: null,
        // Before the first publication the column only names the listing for staff.
        ...(row.publishedAt ? {} : { name: text.name }),
      },
    });
  });
}
