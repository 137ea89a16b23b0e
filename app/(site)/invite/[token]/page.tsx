import { MailX } from "lucide-react";
import type { Metadata } from "next";
import { Button, LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { currentPerson } from "@/lib/access/current-person";
import { publicPortal } from "@/lib/base/config/portal";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getInvite } from "@/lib/identity/get-invite";
import { roleDescriptions } from "@/lib/identity/schema";

/** The address is the secret: it is not handed to other sites and not found by search engines. */
export const metadata: Metadata = { title: "Invitation", robots: { index: false }, referrer: "same-origin" };

const closed = {
  used: { title: "This invitation has been used", text: "Each link lets one person in. Ask for a new one." },
  expired: { title: "This invitation has run out", text: "Ask whoever sent it for a new link." },
  revoked: { title: "This invitation was taken back", text: "Ask whoever sent it if you think that is a mistake." },
  missing: { title: "There is no such invitation", text: "Check that you copied the whole link." },
};

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invite, person] = await Promise.all([getInvite(postgres(), token), currentPerson()]);
  const portal = publicPortal();

  if (invite?.state !== "open") {
    const { title, text } = closed[invite ? invite.state : "missing"];
    return (
      <main id="main" className="mx-auto w-full max-w-md px-4 py-14 sm:py-20">
        <EmptyState
          icon={<MailX />}
          title={title}
          titleAs="h1"
          action={<LinkButton href={person ? paths.console.home : paths.home}>Go on to {portal.name}</LinkButton>}
        >
          {text}
        </EmptyState>
      </main>
    );
  }

  const member = person?.companyId === invite.companyId;
  return (
    <main id="main" className="mx-auto w-full max-w-md px-4 py-14 sm:py-20">
      <p className="text-ink-muted text-md">{invite.inviterName} invites you</p>
      <h1 className="mt-1 text-3xl tracking-tight">Join {invite.companyName}</h1>
      <p className="mt-2 text-pretty text-ink-muted text-md">
        {invite.companyName} builds on {portal.name}. You come in as <strong className="text-ink">{invite.role}</strong>
        : {roleDescriptions[invite.role].toLowerCase()}
      </p>
      {member ? (
        <p className="mt-8 rounded-lg border border-line bg-surface p-5 shadow-low">
          You are in {invite.companyName} already. Give this link to whom it is for.
        </p>
      ) : (
        <form action={paths.joinInvite(token)} method="post" className="mt-8">
          <Button type="submit" variant="primary" size="lg" className="w-full">
            {person ? `Join as ${person.name ?? person.githubLogin}` : "Sign in and join"}
          </Button>
        </form>
      )}
      <p className="mt-5 text-ink-faint text-sm">
        {person && !member
          ? `You will work in ${invite.companyName} from now on. What you did in ${person.companyName} stays there, and you can switch back under Account. `
          : null}
        The link works once, until {formatDay(invite.expiresAt)}.
      </p>
    </main>
  );
}
