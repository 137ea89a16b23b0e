import { dayMs, now } from "@/lib/base/clock";
import type { AuditFilter } from "../schema";

const soonMs = 30 * dayMs;

/** The rows a filter means, at this moment. */
export function whereOf(filter: AuditFilter) {
  const at = now();
  const soon = new Date(at.getTime() + soonMs);
  if (filter === "done") return { doneAt: { not: null } };
  if (filter === "overdue") return { doneAt: null, dueAt: { lt: at } };
  return { doneAt: null, dueAt: filter === "due" ? { gte: at, lt: soon } : { gte: soon } };
}
