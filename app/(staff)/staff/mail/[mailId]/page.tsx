import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Facts } from "@/components/identity/facts";
import { MailFrame } from "@/components/mail/mail-frame";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/access/require-staff";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getMail } from "@/lib/mail/get-mail";
import { mailKinds } from "@/lib/mail/schema";
import { resendMailAction } from "../actions";

export const metadata: Metadata = { title: "Mail" };

type Props = { params: Promise<{ mailId: string }>; searchParams: Promise<{ done?: string }> };

export default async function OneMailPage({ params, searchParams }: Props) {
  await requireStaff("admin");
  const [{ mailId }, { done }] = await Promise.all([params, searchParams]);
  const mail = await getMail(postgres(), mailId);
  if (!mail) notFound();
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Mail", href: paths.staff.mails() }, { label: mail.subject }]} />}
        title={mail.subject}
        description={`${mailKinds[mail.kind].label}, to ${mail.recipient}`}
        actions={
          mail.state === "dead" ? (
            <form action={resendMailAction}>
              <input type="hidden" name="mailId" value={mail.id} />
              <SubmitButton variant="secondary" pending="…">
                Send again
              </SubmitButton>
            </form>
          ) : null
        }
      />
      {done === "resent" ? <FlashMessage>It goes out again.</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader title="Delivery" />
          <CardBody>
            <Facts
              facts={[
                ["Written", formatTime(mail.createdAt)],
                ["State", mail.state === "dead" ? "given up" : mail.state],
                ["Finished", mail.finishedAt ? formatTime(mail.finishedAt) : "not yet"],
                ["Tries", String(mail.attempts)],
                ["Message-ID", <code key="id">{mail.messageId}</code>],
                ...(mail.error ? ([["Answer", mail.error]] as [string, string][]) : []),
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            title="As HTML"
            description="Shut in: it can run nothing, load nothing, and its links lead nowhere."
          />
          <MailFrame html={mail.html} title={`HTML of ${mail.subject}`} />
        </Card>
        <Card>
          <CardHeader title="As text" />
          <CardBody>
            <pre className="whitespace-pre-wrap break-words font-mono text-sm">{mail.text}</pre>
          </CardBody>
        </Card>
      </div>
    </>
  );
}
