import { Frame } from "lucide-react";
import type { Metadata } from "next";
import { ReportChoice } from "@/components/reports/report-form";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyableCode } from "@/components/ui/code";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { escapeHtml } from "@/lib/base/escape-html";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { layers } from "@/lib/journeys/schema";
import { listEmbeds } from "@/lib/reports/embeds/list-embeds";
import { type EmbedChart, embedChartLabels, embedCharts, embedDays } from "@/lib/reports/embeds/schema";
import { createEmbedAction, revokeEmbedAction } from "./actions";

export const metadata: Metadata = { title: "Embedded charts" };

/** Charts for wikis and dashboards, each by a signed address that ends. */
export default async function EmbedsPage({ searchParams }: { searchParams: Promise<Record<string, string>> }) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const { done, problem } = await searchParams;
  const mayMake = mayEnter(person.staffRole, ["marketing", "devrel"]);
  const embeds = await listEmbeds(postgres());
  return (
    <>
      <PageHeader
        title="Embedded charts"
        description="One chart of a report for a wiki or a dashboard. Whoever has the address sees its figures, and nothing else."
      />
      {done ? (
        <FlashMessage>{done === "made" ? "The address is ready below." : "The address was revoked."}</FlashMessage>
      ) : null}
      {problem ? <FlashMessage kind="alert">{problem.slice(0, 200)}</FlashMessage> : null}
      <div className="space-y-6">
        {mayMake ? (
          <Card>
            <CardHeader
              title="Make an address"
              description="The period moves on with the days. What is chosen here is fixed."
            />
            <CardBody>
              <form action={createEmbedAction} className="grid grid-cols-2 items-end gap-4 md:grid-cols-4">
                <div className="col-span-2">
                  <ReportChoice
                    label="Chart"
                    name="chart"
                    choices={embedCharts.map((id) => ({ id, label: embedChartLabels[id] }))}
                    current="layers"
                  />
                </div>
                <Field label="Title" name="title" className="col-span-2">
                  {(control) => <Input {...control} maxLength={120} autoComplete="off" />}
                </Field>
                <ReportChoice
                  label="Layer, over time"
                  name="layer"
                  choices={layers.map(({ number, name }) => ({ id: String(number), label: name }))}
                  current="2"
                />
                <ReportChoice
                  label="Count"
                  name="entity"
                  choices={[
                    { id: "person", label: "People" },
                    { id: "company", label: "Companies" },
                  ]}
                  current="person"
                />
                <ReportChoice
                  label="Period"
                  name="days"
                  choices={embedDays.map((days) => ({ id: String(days), label: `Last ${days} days` }))}
                  current="30"
                />
                <Field label="Works for, days" name="validDays">
                  {(control) => <Input {...control} type="number" min={1} max={365} defaultValue={90} />}
                </Field>
                <Field
                  label="Pages that may show it"
                  name="frameAncestors"
                  optional
                  className="col-span-full"
                  hint="Origins such as https://wiki.example.com; none: only this portal's pages."
                >
                  {(control) => <Input {...control} autoComplete="off" placeholder="https://wiki.example.com" />}
                </Field>
                <div className="col-span-full">
                  <SubmitButton pending="Making…">Make address</SubmitButton>
                </div>
              </form>
            </CardBody>
          </Card>
        ) : null}
        <Card className="min-w-0">
          <CardHeader title="Addresses" />
          {embeds.length === 0 ? (
            <EmptyState icon={<Frame />} title="No chart is embedded anywhere">
              Make an address above and paste its frame into a page.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {embeds.map((embed) => {
                const address = embed.token ? `${env().publicUrl}${paths.embed(embed.token)}` : null;
                return (
                  <li key={embed.id} className="flex flex-wrap items-start justify-between gap-3 px-5 py-3.5">
                    <div className="min-w-0 space-y-1.5">
                      <p className="flex flex-wrap items-baseline gap-x-2.5 font-medium">
                        {address ? (
                          <a
                            href={address}
                            className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
                          >
                            {embed.title}
                          </a>
                        ) : (
                          embed.title
                        )}
                        <Badge tone={address ? "positive" : "neutral"}>
                          {address ? `until ${formatDay(embed.expiresAt)}` : embed.revokedAt ? "revoked" : "ended"}
                        </Badge>
                      </p>
                      <p className="text-ink-muted text-sm">
                        {embedChartLabels[embed.chart as EmbedChart]}
                        {embed.frameAncestors.length ? `; shown on ${embed.frameAncestors.join(", ")}` : ""}
                      </p>
                      {address && mayMake ? (
                        <CopyableCode
                          text={`<iframe src="${address}?theme=light" title="${escapeHtml(embed.title)}" width="640" height="320"></iframe>`}
                          label="Copy the frame"
                        />
                      ) : null}
                    </div>
                    {address && mayMake ? (
                      <ConfirmButton
                        size="sm"
                        title={`Revoke ${embed.title}?`}
                        consequence="Pages that show it show nothing within a minute. It cannot be taken back."
                        confirm="Revoke"
                        action={revokeEmbedAction}
                        fields={{ embedId: embed.id }}
                      >
                        Revoke
                      </ConfirmButton>
                    ) : null}
                  </li>
                );
              })}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
}
