import { Receipt } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { CurrentPerson } from "@/lib/access/current-person";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { billingRoles } from "@/lib/plans/schema";

/** Owners, admins and billing see what their company pays. */
export function maySeeBills(person: Pick<CurrentPerson, "companyRole">): boolean {
  return billingRoles.some((role) => role === person.companyRole);
}

/** For route handlers: the signed-in person of such a role; throws `unauthorized` or `forbidden`. */
export async function requireBillingPerson(): Promise<CurrentPerson> {
  const person = await currentPerson();
  if (!person) throw new PortalError("unauthorized", "Sign in to see bills");
  if (!maySeeBills(person)) throw new PortalError("forbidden", "Your role does not see bills");
  return person;
}

/** What everybody else finds in place of a bill. */
export function NoBills({ companyName }: { companyName: string }) {
  return (
    <>
      <PageHeader title="Bill" />
      <Card>
        <EmptyState
          icon={<Receipt />}
          title="Your role does not see bills"
          action={<LinkButton href={paths.console.team}>Who is in the team</LinkButton>}
        >
          Owners, admins and the role “billing” of {companyName} do. One of them can change your role.
        </EmptyState>
      </Card>
    </>
  );
}
