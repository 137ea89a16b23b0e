import { foldedValue, type TouchDimension, type ValueKind } from "@/lib/reports/attribution/schema";
import type { Dimension, Entity, FirstCallGroup, RetentionGroup, RowKind } from "@/lib/reports/schema";
import { type Channel, channelLabels } from "@/lib/visits/schema";

/** A channel in words; touches of another system may carry one of their own. */
export function channelName(channel: string): string {
  if (!channel) return "No touch known";
  return Object.hasOwn(channelLabels, channel) ? channelLabels[channel as Channel] : channel;
}

/** Everything that people, companies and touches are told apart by. */
export type AnyDimension = TouchDimension | Dimension;

export const dimensionLabels: Record<AnyDimension, string> = {
  channel: "Channel",
  source: "Source",
  medium: "Medium",
  campaign: "Campaign",
  term: "Term",
  content: "Content",
  landing_path: "Landing page",
  referrer_host: "Referrer",
  first_doc: "First docs page",
  country: "Country",
  language: "Browser language",
  plan: "Plan",
  sdk: "SDK of the first calls",
  company_size: "Company size",
  first_language: "First language",
};

export const firstCallGroupLabels: Record<FirstCallGroup, string> = {
  ...dimensionLabels,
  cohort: "Week of sign-up",
  quickstart: "First quickstart",
};

export const retentionGroupLabels: Record<RetentionGroup, string> = {
  ...firstCallGroupLabels,
  cohort: "When they began",
};

export const valueLabels: Record<ValueKind, string> = {
  metered_amount: "metered amount",
  calls: "live calls",
  valuable_calls: "valuable calls",
  quantity: "quantity reported",
};

/** A value of a dimension in words. */
export function dimensionValue(dimension: AnyDimension | "quickstart", value: string): string {
  if (value === foldedValue) return "All others";
  if (dimension === "channel") return channelName(value);
  if (value === "") return emptyValues[dimension] ?? "None";
  if (dimension === "country") return nameOf(countryNames, value);
  if (dimension === "language") return nameOf(languageNames, value);
  if (dimension === "company_size") return `${value} ${value === "1" ? "person" : "people"}`;
  return value;
}

const emptyValues: Partial<Record<AnyDimension | "quickstart", string>> = {
  country: "Not told",
  language: "Not told",
  plan: "No company yet",
  sdk: "No SDK named, or no call",
  company_size: "Not told",
  first_language: "No sample copied",
  first_doc: "No docs page in the visit",
  quickstart: "No quickstart read",
};

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
/** A code in words; what is no code stays as it was told. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

export const entityWords: Record<Entity, { one: string; many: string }> = {
  person: { one: "person", many: "people" },
  company: { one: "company", many: "companies" },
};

export const rowKindLabels: Record<RowKind, string> = {
  person: "Person",
  company: "Company",
  visitor: "Visitor",
  unknown: "Nobody known",
};

export const returnLabels: Record<ValueKind, string> = {
  metered_amount: "Metered amount",
  calls: "Live calls",
  valuable_calls: "Valuable calls",
  quantity: "Quantity reported",
};
