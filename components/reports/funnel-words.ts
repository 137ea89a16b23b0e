import type { ConditionOp, FunnelGroup, FunnelOrder, FunnelStep, StepPlatform } from "@/lib/reports/funnel/schema";
import { dimensionLabels } from "./touch-words";

export const conditionWords: Record<ConditionOp, string> = {
  "=": "is",
  "!=": "is not",
  "~": "contains",
  ">": "is more than",
  "<": "is less than",
  exists: "is there",
};

export const orderLabels: Record<FunnelOrder, string> = {
  ordered: "One after the other",
  strict: "With no other step between",
  any: "Any order",
};

export const platformLabels: Record<StepPlatform, string> = { any: "Anywhere", web: "On the web", api: "On the API" };

export const funnelGroupLabels: Record<FunnelGroup, string> = dimensionLabels;

/** What a step asks beside its name: "path contains /docs, on the web". */
export function stepConditions({ platform, conditions }: FunnelStep): string {
  return [
    ...conditions.map(({ field, op, value }) => `${field} ${conditionWords[op]}${value ? ` ${value}` : ""}`),
    ...(platform === "any" ? [] : [platformLabels[platform].toLowerCase().replace("api", "API")]),
  ].join(", ");
}
