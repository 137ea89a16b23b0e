import { foldedValue, type ReturnKind, type TouchDimension, type ValueKind } from "@/lib/reports/attribution/schema";
import type { Entity, FirstCallGroup, RetentionGroup, RowKind } from "@/lib/reports/schema";
import { type Channel, channelLabels } from "@/lib/visits/schema";

/** A channel in words; touches of another system may carry one of their own. */
export function channelName(channel: string): string {
  if (!channel) return "No touch known";
  return Object.hasOwn(channelLabels, channel) ? channelLabels[channel as Channel] : channel;
}

export const dimensionLabels: Record<TouchDimension, string> = {
  channel: "Channel",
  source: "Source",
  medium: "Medium",
  campaign: "Campaign",
  term: "Term",
  content: "Content",
  landing_path: "Landing page",
  referrer_host: "Referrer",
};

export const firstCallGroupLabels: Record<FirstCallGroup, string> = {
  cohort: "Week of sign-up",
  channel: dimensionLabels.channel,
  source: dimensionLabels.source,
  campaign: dimensionLabels.campaign,
  landing_path: dimensionLabels.landing_path,
  sdk: "SDK of the first calls",
};

export const retentionGroupLabels: Record<RetentionGroup, string> = {
  ...firstCallGroupLabels,
  cohort: "When they began",
};

export const valueLabels: Record<ValueKind, string> = {
  calls: "live calls",
  valuable_calls: "valuable calls",
  quantity: "quantity reported",
};

/** A value of a dimension in words. */
export function dimensionValue(dimension: TouchDimension, value: string): string {
  if (value === foldedValue) return "All others";
  if (dimension === "channel") return channelName(value);
  return value || "None";
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

export const returnLabels: Record<ReturnKind, string> = {
  metered_amount: "Metered amount",
  calls: "Live calls",
  valuable_calls: "Valuable calls",
  quantity: "Quantity reported",
};
