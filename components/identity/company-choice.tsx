import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import { paths } from "@/lib/base/paths";
import type { MembershipRole } from "@/lib/identity/schema";

type Action = (form: FormData) => Promise<void>;

/** The companies a person is in, with a way to switch, and GitHub organisations they may choose instead. */
export function CompanyChoice({
  companyId,
  memberships,
  organisations,
  canAskGithub,
  switchCompany,
  chooseOrganisation,
}: {
  companyId: string;
  memberships: { companyId: string; name: string; role: MembershipRole }[];
  /** Logins GitHub vouched for. */
  organisations: string[];
  canAskGithub: boolean;
  switchCompany: Action;
  chooseOrganisation: Action;
}) {
  return (
    <>
      <ul className="divide-y divide-line">
        {memberships.map((membership) => (
          <li key={membership.companyId} className="flex flex-wrap items-center gap-3 px-5 py-3">
            <span className="font-medium">{membership.name}</span>
            <span className="text-ink-muted text-sm">{membership.role}</span>
            <span className="ml-auto">
              {membership.companyId === companyId ? (
                <Badge tone="accent" dot>
                  Working here
                </Badge>
              ) : (
                <form action={switchCompany}>
                  <input type="hidden" name="companyId" value={membership.companyId} />
                  <SubmitButton variant="secondary" size="sm" pending="Switching…">
                    Switch to {membership.name}
                  </SubmitButton>
                </form>
              )}
            </span>
          </li>
        ))}
      </ul>
      {organisations.length > 0 || canAskGithub ? (
        <div className="border-line border-t px-5 py-4">
          <p className="font-medium">Work as a GitHub organisation</p>
          <p className="text-ink-muted text-sm">
            You join the company known under it, or found it here. What you do from then on counts for it; what you did
            stays where it was.
          </p>
          <div className="mt-3 flex flex-wrap gap-2">
            {organisations.map((login) => (
              <form key={login} action={chooseOrganisation}>
                <input type="hidden" name="organisation" value={login} />
                <SubmitButton variant="secondary" size="sm" pending="Joining…">
                  {login}
                </SubmitButton>
              </form>
            ))}
            {canAskGithub ? (
              <form action={paths.api.startSignIn} method="post">
                <input type="hidden" name="next" value={paths.console.account} />
                <Button type="submit" variant="ghost" size="sm">
                  {organisations.length > 0 ? "Ask GitHub again" : "Read my organisations from GitHub"}
                </Button>
              </form>
            ) : null}
          </div>
        </div>
      ) : null}
    </>
  );
}
