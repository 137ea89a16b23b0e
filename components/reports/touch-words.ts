import type { Dimension, Entity, RowKind } from "@/lib/reports/schema";
import { type Channel, channelLabels } from "@/lib/visits/schema";

/** A channel in words; touches of another system may carry one of their own. */
export function channelName(channel: string): string {
  if (!channel) return "No touch known";
  return Object.hasOwn(channelLabels, channel) ? channelLabels[channel as Channel] : channel;
}

export const dimensionLabels: Record<Dimension, string> = {
  channel: "Channel",
  source: "Source",
  campaign: "Campaign",
  landing_path: "Landing page",
};

/** A value of a dimension in words. */
export function dimensionValue(dimension: Dimension, value: string): string {
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
