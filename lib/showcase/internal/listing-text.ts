import { portal } from "@/lib/base/config/portal";
import { readWebAddress } from "@/lib/base/web-address";
import { type ListingErrors, type ListingText, listingTextSchema } from "../schema";
import { allowsPrivateSites } from "./rules";

/** Fewer characters than this describe nothing. */
const leastDescription = 40;

/** The text with its blanks in order: ends trimmed, one line where there is one line, tags in lower case and once each. */
export function tidyText(text: ListingText): ListingText {
  const line = (value: string) => value.replace(/\s+/g, " ").trim();
  const tags = text.tags.map((tag) => line(tag).toLowerCase()).filter(Boolean);
  return {
    name: line(text.name),
    tagline: line(text.tagline),
    description: text.description.replace(/\r\n?/g, "\n").trim(),
    websiteUrl: text.websiteUrl.trim(),
    category: text.category,
    tags: [...new Set(tags)],
  };
}

/** What is wrong with a draft: too long, an address that is none, a category that is not offered. Empty fields are fine. */
export function checkDraft(text: ListingText): ListingErrors {
  const errors: ListingErrors = {};
  const result = listingTextSchema.safeParse(text);
  for (const issue of result.error?.issues ?? []) errors[issue.path[0] as keyof ListingText] ??= issue.message;
  if (!text.name) errors.name ??= "Give the app's name.";
  if (text.websiteUrl && !readWebAddress(text.websiteUrl, { allowPrivate: allowsPrivateSites() })) {
    errors.websiteUrl ??= "Give the full https:// address of a page that everybody can open.";
  }
  if (text.category && !portal.showcase.categories.includes(text.category))
    errors.category ??= "Choose one of the list.";
  return errors;
}

/** What moderation asks on top of that: nothing empty but the tags, and a description that says something. */
export function checkPublishable(text: ListingText): ListingErrors {
  const errors = checkDraft(text);
  if (!text.tagline) errors.tagline ??= "Say in one line what the app does.";
  if (text.description.length < leastDescription) {
    errors.description ??= `Describe the app in at least ${leastDescription} characters.`;
  }
  if (!text.websiteUrl) errors.websiteUrl ??= "Give the address where people find the app.";
  if (!text.category) errors.category ??= "Choose a category.";
  return errors;
}
