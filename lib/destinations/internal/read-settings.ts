import { newWebhookSecret } from "@/lib/base/webhooks/post-webhook";
import { type DestinationKind, kindWords } from "../schema";
import { getKind } from "./kinds/get-kind";

export type SplitSettings = { config: Record<string, string>; secrets: Record<string, string> };

/**
 * Settings as a form gives them, checked by their kind and split into what may be shown and what is sealed. A secret left empty keeps
 * `kept`'s. Errors by field.
 */
export function readSettings(
  kind: DestinationKind,
  given: Record<string, string>,
  kept: Record<string, string> = {},
): { settings: SplitSettings } | { errors: Record<string, string> } {
  const { settings: schema, secretFields } = getKind(kind);
  const values: Record<string, string> = {};
  for (const field of kindWords[kind].fields) {
    const value = given[field.name]?.trim() ?? "";
    if (value) values[field.name] = value;
    else if (field.secret && kept[field.name]) values[field.name] = kept[field.name] as string;
    else values[field.name] = "";
  }
  for (const name of secretFields) if (!(name in values) && kept[name]) values[name] = kept[name] as string;
  if (kind === "webhook") values.secret ??= newWebhookSecret();
  const result = schema.safeParse(values);
  if (!result.success) {
    return {
      errors: Object.fromEntries(result.error.issues.reverse().map((issue) => [String(issue.path[0]), issue.message])),
    };
  }
  const entries = Object.entries(result.data as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  const isSecret = ([name]: [string, string]) => secretFields.includes(name);
  return {
    settings: {
      config: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
      secrets: Object.fromEntries(entries.filter(isSecret)),
    },
  };
}

/** What an audit entry may say of settings: hosts, never a path or a query that may hold a token. */
export function describeSettings(config: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, URL.canParse(value) ? new URL(value).host : value]),
  );
}
