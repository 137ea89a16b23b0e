import { PortalError } from "@/lib/base/errors";
import { reviewRoles } from "../schema";

/** A hand-in may arrive this late: the page hands in at zero, and the network takes its time. */
export const handInGraceMs = 30_000;

/** How long an app's certification holds, months. */
export const appValidMonths = 12;

/** An audit falls due this long before expiry, so that there is time to put things right. */
export const auditLeadDays = 30;

/** A failed audit is repeated after this long. */
export const auditRepeatDays = 14;

/** The window of the checks that look at calls. */
export const checkWindowDays = 30;

/** Share of live calls that may be refused (4xx) before the check fails: more means that the app sends wrong requests. */
export const liveRefusalLimit = 0.05;

/** A staff member who acts. */
export type StaffActor = { personId: string; role: string | null };

/** Throws `forbidden` unless the role may decide on certifications. */
export function requireReviewer(actor: StaffActor): void {
  if (!reviewRoles.some((role) => role === actor.role)) {
    throw new PortalError("forbidden", "Only the roles admin and devrel decide on certifications.");
  }
}

/** `months` later on the same day of the month, or on its last day where that month is shorter. UTC. */
export function addMonths(from: Date, months: number): Date {
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date;
}

/** When the audit of a certification falls due: `auditLeadDays` before expiry, never in the first half of its life. */
export function auditDueAt(issuedAt: Date, expiresAt: Date): Date {
  const lead = expiresAt.getTime() - auditLeadDays * 86_400_000;
  const half = (issuedAt.getTime() + expiresAt.getTime()) / 2;
  return new Date(Math.max(lead, half));
}
