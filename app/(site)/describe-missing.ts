import { portal } from "@/lib/base/config/portal";
import { getTrack } from "@/lib/certification/get-track";
import type { MissingAccess } from "@/lib/docs/schema";

const either = (names: readonly string[]) => new Intl.ListFormat("en", { type: "disjunction" }).format(names);

function nameRole(role: string): string {
  const [house, name] = role.split(":");
  if (house === "staff") return name ? `the staff role ${name}` : "a staff role";
  return house === "company" ? `the role ${name} in your company` : "an account";
}

/** What a page asks of a reader who lacks it, as it stands after "asks for". */
export function describeMissing(missing: MissingAccess): string {
  if (missing.kind === "sign-in") return "an account";
  if (missing.kind === "role") return either(missing.names.map(nameRole));
  if (missing.kind === "plan") {
    return `the plan ${either(missing.names.map((id) => portal.plans.find((plan) => plan.id === id)?.name ?? id))}`;
  }
  const names = missing.names.map((id) => (id === "app" ? "a certified app" : `“${getTrack(id)?.title ?? id}”`));
  return `the certification ${either(names)}`;
}
