import { z } from "zod";

/**
 * Numbers that the portal does not count itself: others tell how they stand, and a day keeps the last one told. `days`: how long one
 * holds when nothing newer was told.
 */
export const facts = {
  repository_stars: { label: "repository stars", days: 31 },
  repository_forks: { label: "repository forks", days: 31 },
  repository_watchers: { label: "repository watchers", days: 31 },
} as const;
export type FactName = keyof typeof facts;

export const factSchema = z.strictObject({
  fact: z.enum(Object.keys(facts) as [FactName, ...FactName[]]),
  /** Whose number it is, such as `parcelway/portal`. */
  subject: z.string().min(1).max(200),
  value: z.number().int().min(0).max(1_000_000_000),
});
export type Fact = z.infer<typeof factSchema>;
