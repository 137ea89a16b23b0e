import type { z } from "zod";
import {
  type DestinationFilter,
  type DestinationKind,
  type DestinationMapping,
  destinationNameSchema,
  filterSchema,
  mappingSchema,
} from "../schema";
import { readSettings, type SplitSettings } from "./read-settings";

/** A destination as a form gives it. */
export type DestinationInput = {
  name: string;
  settings: Record<string, string>;
  filter: z.input<typeof filterSchema>;
  mapping: z.input<typeof mappingSchema>;
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
  const settings = readSettings(kind, input.settings, kept);
  if ("errors" in settings) Object.assign(errors, settings.errors);
  if (!name.success || !filter.success || !mapping.success || "errors" in settings) return { errors };
  return { name: name.data, filter: filter.data, mapping: mapping.data, settings: settings.settings };
}
