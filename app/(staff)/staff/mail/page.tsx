import { Mail } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { attemptColumns } from "@/components/ui/attempt-columns";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SubmitButton } from "@/components/ui/submit-button";
import { type Column, DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listMails, type MailView } from "@/lib/mail/list-mails";
import { type MailState, mailKinds, mailStates } from "@/lib/mail/schema";
import { testMailAction } from "./actions";

export const metadata: Metadata = { title: "Mail" };

const stateWords: Record<MailState, string> = { waiting: "Waiting", delivered: "Delivered", dead: "Given up" };
const done: Record<string, { text: string; alert?: true }> = {
  test: { text: "A test mail to you is in the list." },
  no_address: { text: "Your account has no e-mail address to write to.", alert: true },
};

const subjectColumn: Column<MailView> = {
  header: "Mail",
  cell: (mail) => (
    <>
      <Link href={paths.staff.mail(mail.id)} className="font-medium text-accent hover:underline">
        {mail.subject}
      </Link>
      <span className="block text-ink-muted text-sm">{mailKinds[mail.kind].label}</span>
    </>
  ),
};
const toColumn: Column<MailView> = {
  header: "To",
  cell: (mail) =>
    mail.personId ? (
      <Link href={paths.staff.person(mail.personId)} className="hover:underline">
        {mail.recipient}
      </Link>
    ) : (
      mail.recipient
    ),
};
const inBox: Column<MailView> = { header: "State", cell: () => "In the mailbox" };

type Search = { state?: string; cursor?: string; done?: string };

export default async function MailPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("admin");
  const search = await searchParams;
  const state = mailStates.find((one) => one === search.state);
  const cursor = typeof search.cursor === "string" ? search.cursor.slice(0, 100) : undefined;
  const { data, nextCursor } = await listMails(postgres(), { state, cursor });
  const message = search.done ? done[search.done] : undefined;
  const goesOut = Boolean(env().SMTP_URL);
  const [first, ...rest] = attemptColumns;

  return (
    <>
      <PageHeader
        title="Mail"
        description="What the portal wrote to people, newest first; kept for 30 days."
        actions={
          <form action={testMailAction}>
            <SubmitButton variant="secondary" pending="Writing…">
              Send a test mail to me
            </SubmitButton>
          </form>
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      {goesOut ? null : (
        <Callout kind="note" title="No mail server is set">
          Mails stay here, where you can read them. Set <code>SMTP_URL</code> and restart: what is younger than four
          days goes out then, older ones can be sent by hand.
        </Callout>
      )}
      <nav aria-label="State" className="my-4 flex flex-wrap gap-2">
        {[undefined, ...mailStates].map((one) => (
          <LinkButton
            key={one ?? "all"}
            size="sm"
            variant={one === state ? "primary" : "secondary"}
            aria-current={one === state ? "page" : undefined}
            href={paths.staff.mails({ state: one })}
          >
            {one ? stateWords[one] : "All"}
          </LinkButton>
        ))}
      </nav>
      <Card className="overflow-hidden">
        <DataTable
          caption="Mails"
          rows={data}
          rowKey={(mail) => mail.id}
          empty={
            <EmptyState icon={<Mail />} title={state ? `No mail is ${stateWords[state].toLowerCase()}` : "No mail yet"}>
              {state
                ? "Choose another state."
                : "Mails appear here when a key leaked, a developer is stuck or a digest is due. Send yourself a test mail to begin."}
            </EmptyState>
          }
          columns={[subjectColumn, toColumn, ...(goesOut && first ? [first] : [{ ...inBox, cell: stateIn }]), ...rest]}
        />
        <Pagination
          previousHref={cursor ? paths.staff.mails({ state }) : undefined}
          nextHref={nextCursor ? paths.staff.mails({ state, cursor: nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}

const stateIn = (mail: MailView) =>
  mail.state === "waiting" ? "in the mailbox" : stateWords[mail.state].toLowerCase();
