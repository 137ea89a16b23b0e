import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { isPublicHost } from "@/lib/base/web-address";
import { showcaseRoles } from "../schema";

/** A staff member who acts. */
export type StaffActor = { personId: string; role: string | null };

/** Throws `forbidden` unless the role may moderate the showcase. */
export function requireModerator(actor: StaffActor): void {
  if (!showcaseRoles.some((role) => role === actor.role)) {
    throw new PortalError("forbidden", "Only the roles admin, devrel and marketing moderate the showcase.");
  }
}

/** A portal at a private address (somebody's own machine, a company's own network) may list what is there too. */
export function allowsPrivateSites(): boolean {
  return !isPublicHost(new URL(env().publicUrl).hostname);
}
