import { notFound } from "next/navigation";
import { paths } from "@/lib/base/paths";
import type { StaffRole } from "@/lib/identity/schema";
import type { CurrentPerson } from "./current-person";
import { requirePerson } from "./require-person";

export type StaffPerson = CurrentPerson & { staffRole: StaffRole };

/**
 * Who is signed in, if they are staff with one of these roles (none named: any staff role; admins pass everywhere).
 * Others find nothing here (404): staff pages do not tell strangers that they exist. Who is not signed in goes to sign in.
 */
export async function requireStaff(...roles: StaffRole[]): Promise<StaffPerson> {
  const person = await requirePerson(undefined, paths.staff.home);
  if (!mayEnter(person.staffRole, roles)) notFound();
  return person as StaffPerson;
}

/** Whether somebody of this staff role may do what these roles may. */
export function mayEnter(role: StaffRole | null, roles: readonly StaffRole[]): boolean {
  if (!role) return false;
  return role === "admin" || roles.length === 0 || roles.includes(role);
}
