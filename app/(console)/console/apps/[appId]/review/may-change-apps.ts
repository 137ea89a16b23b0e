import type { MembershipRole } from "@/lib/identity/schema";

/** Roles that may submit an app, write its listing and the like; billing and viewers look. */
export function mayChangeApps(role: MembershipRole): boolean {
  return role === "owner" || role === "admin" || role === "developer";
}
