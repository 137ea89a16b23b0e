import type { MembershipRole } from "@/lib/identity/schema";

/** Roles that may change apps, keys and listings, and so use a key; billing and viewers look. */
export function mayChangeApps(role: MembershipRole): boolean {
  return role === "owner" || role === "admin" || role === "developer";
}
