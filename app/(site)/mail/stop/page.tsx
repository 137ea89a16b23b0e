import { MailX } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button, LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { publicPortal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { mailKinds } from "@/lib/mail/schema";
import { isMailStopped } from "@/lib/mail/stop-mail";
import { readStopToken } from "@/lib/mail/stop-token";

/** The address is the credential: not handed to other sites, not found by search engines. */
export const metadata: Metadata = { title: "Stop mails", robots: { index: false }, referrer: "no-referrer" };

/** Looking changes nothing, so that programs which open links ahead of people stop nothing; the button does. */
export default async function StopMailPage({ searchParams }: { searchParams: Promise<{ t?: string }> }) {
  const { t } = await searchParams;
  const token = typeof t === "string" ? t : "";
  const subject = readStopToken(token);
  const portal = publicPortal();
  if (!subject || mailKinds[subject.kind].transactional) {
    return (
      <Frame title="This link does not work">
        Check that you copied the whole link, or use the one in the latest mail.
      </Frame>
    );
  }
  const { label } = mailKinds[subject.kind];
  const stopped = await isMailStopped(postgres(), subject);
  return (
    <Frame
      title={stopped ? "These mails have stopped" : "Stop these mails?"}
      action={
        <form action={paths.stopMailNow(token)} method="post">
          <input type="hidden" name="do" value={stopped ? "resume" : "stop"} />
          <Button type="submit" variant={stopped ? "secondary" : "primary"} size="lg">
            {stopped ? "Send them to me again" : "Stop these mails"}
          </Button>
        </form>
      }
    >
      {stopped
        ? `${portal.name} sends you no mails of the kind “${label}” any more.`
        : `${portal.name} will send you no more mails of the kind “${label}”. Others, such as warnings about your keys, still come.`}
    </Frame>
  );
}

function Frame({ title, children, action }: { title: string; children: string; action?: ReactNode }) {
  return (
    <main id="main" className="mx-auto w-full max-w-md px-4 py-14 sm:py-20">
      <EmptyState
        icon={<MailX />}
        title={title}
        titleAs="h1"
        action={action ?? <LinkButton href={paths.home}>Go on to {publicPortal().name}</LinkButton>}
      >
        {children}
      </EmptyState>
    </main>
  );
}
