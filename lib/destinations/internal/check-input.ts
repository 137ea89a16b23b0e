import type { z } from "zod";
import { type Feed, feedSchema } from "../conversions/schema";
import {
  type DestinationFilter,
  type DestinationKind,
  type DestinationMapping,
  destinationNameSchema,
  filterSchema,
  mappingSchema,
} from "../schema";
import { getKind } from "./kinds/get-kind";
import { readSettings, type SplitSettings } from "./read-settings";

/** A destination as a form gives it. */
export type DestinationInput = {
  name: string;
  settings: Record<string, string>;
  filter: z.input<typeof filterSchema>;
  mapping: z.input<typeof mappingSchema>;
  /** Only for ad platforms. */
  feed?: z.input<typeof feedSchema>;
};

export type SaveOutcome =
  /** `secret`: a webhook's signing secret, this once. */
  | { kind: "saved"; destinationId: string; secret?: string }
  | { kind: "invalid"; errors: Record<string, string> }
  | { kind: "not_found" };

type CheckedInput = {
  name: string;
  filter: DestinationFilter;
  mapping: DestinationMapping;
  feed: Feed | null;
  settings: SplitSettings;
};

/** Everything in order, or what is wrong by field. */
export function checkInput(
  kind: DestinationKind,
  input: DestinationInput,
  kept: Record<string, string> = {},
): CheckedInput | { errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const name = destinationNameSchema.safeParse(input.name);
  if (!name.success) errors.name = name.error.issues[0]?.message ?? "";
  const filter = filterSchema.safeParse(input.filter);
  for (const issue of filter.error?.issues ?? []) errors[String(issue.path[0])] ??= issue.message;
  const mapping = mappingSchema.safeParse(input.mapping);
  for (const issue of mapping.error?.issues ?? []) errors[String(issue.path[0])] ??= issue.message;
  const feed = checkFeed(kind, input.feed);
  if ("errors" in feed) Object.assign(errors, feed.errors);
  const settings = readSettings(kind, input.settings, kept);
  if ("errors" in settings) Object.assign(errors, settings.errors);
  if (!name.success || !filter.success || !mapping.success || "errors" in feed || "errors" in settings)
    return { errors };
  return {
    name: name.data,
    filter: filter.data,
    mapping: mapping.data,
    feed: feed.feed,
    settings: settings.settings,
  };
}

/** The rules of a feed, checked by the platform's own as well. Errors by field: `feed.rules.<stage>` and the like. */
export function checkFeed(
  kind: DestinationKind,
  given: DestinationInput["feed"],
): { feed: Feed | null } | { errors: Record<string, string> } {
  const { ads } = getKind(kind);
  if (!ads) return { feed: null };
  const errors: Record<string, string> = {};
  const parsed = feedSchema.safeParse(given ?? { rules: [] });
  for (const { path, message } of parsed.error?.issues ?? []) {
    const rule = path[0] === "rules" && typeof path[1] === "number" ? given?.rules[path[1]] : undefined;
    errors[rule ? `feed.rules.${rule.stage}` : `feed.${String(path[0])}`] ??= message;
  }
  for (const rule of parsed.data?.rules ?? []) {
    if (!ads.action.pattern.test(rule.action)) errors[`feed.rules.${rule.stage}`] ??= ads.action.message;
    // Its value is complete only after so many days, and the platform still has to take it then.
    const counts = rule.value === "metered" || rule.value === "valuable_calls";
    if (counts && rule.days >= ads.windowDays) {
      errors[`feed.rules.${rule.stage}`] ??= `It takes conversions of at most ${ads.windowDays} days: count fewer.`;
    }
  }
  return parsed.success && !Object.keys(errors).length ? { feed: parsed.data } : { errors };
}
