import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DigestForm } from "@/components/digests/digest-form";
import { scheduleWords } from "@/components/digests/words";
import { Facts } from "@/components/identity/facts";
import { Badge, type Tone } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listDigestRuns, listDigests } from "@/lib/digests/list-digests";
import { digestReports } from "@/lib/digests/schema";
import { deleteDigestAction, saveDigestAction, switchDigestAction, testDigestAction } from "../actions";

export const metadata: Metadata = { title: "Digest" };

const done: Record<string, { text: string; alert?: true }> = {
  saved: { text: "Saved." },
  test: { text: "It is on its way to you, and to nobody else." },
  no_test: { text: "Nothing was sent: you have no address, or stopped digests.", alert: true },
  on: { text: "It goes out again, at its next time." },
  off: { text: "It is off." },
};
const tones: Record<string, Tone> = { sent: "positive", refused: "warning", failed: "negative" };

type Props = { params: Promise<{ digestId: string }>; searchParams: Promise<{ done?: string }> };

export default async function DigestPage({ params, searchParams }: Props) {
  const staff = await requireStaff();
  const [{ digestId }, search] = await Promise.all([params, searchParams]);
  const [digests, runs] = await Promise.all([listDigests(postgres(), digestId), listDigestRuns(postgres(), digestId)]);
  const digest = digests[0];
  if (!digest) notFound();
  const message = search.done ? done[search.done] : undefined;
  const mayChange = mayEnter(staff.staffRole, ["devrel", "marketing", "success"]);
  const hidden = <input type="hidden" name="digestId" value={digestId} />;
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Digests", href: paths.staff.digests }, { label: digest.name }]} />}
        title={digest.name}
        description={`${digestReports[digest.report]}. ${scheduleWords(digest)}.`}
        actions={
          mayChange ? (
            <>
              <form action={testDigestAction}>
                {hidden}
                <SubmitButton variant="secondary" pending="Sending…">
                  Send it to me now
                </SubmitButton>
              </form>
              <form action={switchDigestAction}>
                {hidden}
                <input type="hidden" name="enabled" value={digest.enabled ? "no" : "yes"} />
                <SubmitButton variant="secondary" pending="…">
                  {digest.enabled ? "Turn off" : "Turn on"}
                </SubmitButton>
              </form>
              <ConfirmButton
                title="Delete this digest?"
                consequence="It goes out no more, and its history is gone."
                confirm="Delete digest"
                action={deleteDigestAction}
                fields={{ digestId }}
              >
                Delete
              </ConfirmButton>
            </>
          ) : null
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader title={mayChange ? "What, when and to whom" : "To whom"} />
          <CardBody>
            {mayChange ? (
              <DigestForm
                save={saveDigestAction}
                digestId={digestId}
                slackReady={Boolean(env().SLACK_WEBHOOK_URL)}
                values={{
                  ...{ name: digest.name, report: digest.report, address: digest.address, frequency: digest.frequency },
                  ...{ weekday: String(digest.weekday), hour: String(digest.hour), timeZone: digest.timeZone },
                  ...{ recipients: digest.recipients.join("\n"), slack: digest.slack ? "yes" : "" },
                }}
              />
            ) : (
              <Facts
                facts={[
                  ["Made by", digest.ownerName],
                  ["To", [...digest.recipients, ...(digest.slack ? ["Slack"] : [])].join(", ")],
                  ["Next", digest.enabled ? formatTime(digest.nextRunAt) : "off"],
                ]}
              />
            )}
          </CardBody>
        </Card>
        <Card className="overflow-hidden">
          <CardHeader
            title="History"
            description={digest.enabled ? `Next: ${formatTime(digest.nextRunAt)}` : "It is off."}
          />
          <DataTable
            caption="What was sent"
            rows={runs}
            rowKey={({ id }) => id}
            empty={<CardBody className="text-ink-muted">Nothing was sent yet. Send it to yourself to see it.</CardBody>}
            columns={[
              { header: "When", cell: (run) => <span className="whitespace-nowrap">{formatTime(run.createdAt)}</span> },
              {
                header: "State",
                cell: (run) => (
                  <span className="flex flex-wrap gap-1">
                    <Badge tone={tones[run.state]}>{run.state}</Badge>
                    {run.test ? <Badge>test</Badge> : null}
                  </span>
                ),
              },
              { header: "Mails", numeric: true, cell: (run) => formatNumber(run.mails) },
              { header: "Slack", cell: (run) => run.slackState ?? "–" },
              { header: "What went wrong", cell: (run) => run.error ?? "–" },
            ]}
          />
        </Card>
      </div>
    </>
  );
}
