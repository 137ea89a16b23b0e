import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";

/** Who moderates the showcase. */
export const showcaseRoles = ["admin", "devrel", "marketing"] as const;

/** Longest texts of a listing, characters; the editor counts with them. */
export const listingLimits = { name: 60, tagline: 120, description: 5_000, tags: 5, tag: 24 } as const;

const upTo = (length: number) =>
  z
    .string()
    .max(length, `At most ${length.toLocaleString("en-GB")} characters.`)
    .refine(isStorable, "must not have a NUL character");

/** What the editor writes. A draft may be unfinished; `publishableListing` is what moderation takes. */
export const listingTextSchema = z.object({
  name: upTo(listingLimits.name),
  tagline: upTo(listingLimits.tagline),
  description: upTo(listingLimits.description),
  websiteUrl: upTo(2_048),
  category: upTo(60),
  tags: z.array(upTo(listingLimits.tag)).max(listingLimits.tags, `At most ${listingLimits.tags} tags.`),
});
export type ListingText = z.infer<typeof listingTextSchema>;

/** Field of a listing -> what is wrong with it, in words for its writer. */
export type ListingErrors = Partial<Record<keyof ListingText, string>>;

export type ListingState = "draft" | "submitted" | "published" | "rejected" | "unpublished";

/** A listing as its owners and staff see it. */
export type ListingView = {
  id: string;
  appId: string;
  companyId: string;
  slug: string;
  state: ListingState;
  /** What the public page shows (or showed); null before the first publication. */
  published: ListingText | null;
  /** What the editor holds: the draft, else the published text. */
  edited: ListingText;
  /** Whether `edited` differs from what is published. */
  hasDraft: boolean;
  /** Set while moderation has it. */
  submittedAt: string | null;
  publishedAt: string | null;
  featuredAt: string | null;
  decidedAt: string | null;
  decisionNote: string | null;
};

/** A published listing as anybody may see it. `outPath` is the counted way to its site. */
export type PublicListing = {
  id: string;
  appId: string;
  companyId: string;
  slug: string;
  name: string;
  tagline: string;
  description: string;
  category: string;
  tags: string[];
  websiteHost: string;
  outPath: string;
  featured: boolean;
  publishedAt: string;
};

export const listingDecisionSchema = z
  .object({
    decision: z.enum(["publish", "reject"]),
    note: z.string().trim().max(2_000, "At most 2,000 characters.").refine(isStorable, "must not have a NUL character"),
  })
  .refine((value) => value.decision === "publish" || value.note.length > 0, {
    path: ["note"],
    message: "Say what should change: the developer reads this note.",
  });
export type ListingDecision = z.infer<typeof listingDecisionSchema>;

/** `waiting`: submitted, a change of a published one included, longest waiting first; the others newest first. */
export const moderationFilters = ["waiting", "published", "featured", "other"] as const;
export type ModerationFilter = (typeof moderationFilters)[number];
