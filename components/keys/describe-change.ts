import type { NamedLimit } from "@/lib/keys/schema";
import { writeLimitLines } from "./limit-lines";

/** What the audit log keeps of a change: objects of fields, or nothing. */
export type AuditedChange = { before: unknown; after: unknown };

const labels: Record<string, string> = {
  allowedCidrs: "addresses",
  ratelimits: "limits",
  expiresAt: "expires",
  successorId: "successor",
  foundBy: "found by",
  url: "at",
};

/** The fields that differ, as words. Of something new, what is set; `before` is then undefined. */
export function describeChange({ before, after }: AuditedChange): { field: string; before?: string; after: string }[] {
  const [was, is] = [asFields(before), asFields(after)];
  const changes: { field: string; before?: string; after: string }[] = [];
  for (const [name, value] of Object.entries(is ?? {})) {
    const [old, text] = [was && write(name, was[name]), write(name, value)];
    if (was ? old === text : text === nothing || text === "no") continue;
    changes.push({ field: labels[name] ?? name, before: old, after: text });
  }
  return changes;
}

const nothing = "none";

function write(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return nothing;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (name === "ratelimits" && Array.isArray(value)) {
    return writeLimitLines(value as NamedLimit[]).replaceAll("\n", ", ") || nothing;
  }
  if (Array.isArray(value)) return value.join(", ") || nothing;
  if (typeof value === "object") return Object.keys(value).length === 0 ? nothing : JSON.stringify(value);
  return String(value);
}

function asFields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}
