import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CheckList } from "@/components/certification/check-list";
import { DecisionForm } from "@/components/certification/decision-form";
import { certificateWords } from "@/components/certification/words";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getAudit } from "@/lib/certification/get-audit";
import { getCertificate } from "@/lib/certification/get-certificate";
import { revokeCertificationAction, runAuditAction } from "./actions";

export const metadata: Metadata = { title: "Audit" };

const done: Record<string, { text: string; alert?: true }> = {
  passed: { text: "Passed. The certificate stands." },
  failed: { text: "Failed. It is due again in two weeks; taking the certificate back is up to you.", alert: true },
  already_done: { text: "Somebody ran it in the meantime; this is what they found.", alert: true },
};

type Props = { params: Promise<{ auditId: string }>; searchParams: Promise<{ done?: string }> };

export default async function AuditPage({ params, searchParams }: Props) {
  await requireStaff("devrel");
  const [{ auditId }, search] = await Promise.all([params, searchParams]);
  const audit = await getAudit(postgres(), auditId);
  if (!audit) notFound();
  const certificate = await getCertificate(postgres(), audit.code);
  if (!certificate) notFound();
  const message = search.done ? done[search.done] : undefined;
  const word = certificateWords[certificate.status];
  const holderPath =
    audit.kind === "developer" && audit.personId
      ? paths.staff.person(audit.personId)
      : paths.staff.company(audit.companyId);
  return (
    <>
      <PageHeader
        title={audit.holderName}
        description={
          audit.kind === "app" ? "Audit of a certified app" : `Audit of a certified developer: ${certificate.title}`
        }
        above={<Breadcrumbs items={[{ label: "Audits", href: paths.staff.audits }, { label: audit.holderName }]} />}
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Card>
          <CardHeader
            title={audit.doneAt ? "What was found" : "Not run yet"}
            description={audit.doneAt ? formatTime(audit.doneAt) : `Due on ${formatDay(audit.dueAt)}.`}
            actions={
              audit.doneAt ? (
                <Badge tone={audit.result === "passed" ? "positive" : "negative"} dot>
                  {audit.result === "passed" ? "Passed" : "Failed"}
                </Badge>
              ) : (
                <form action={runAuditAction}>
                  <input type="hidden" name="auditId" value={audit.id} />
                  <SubmitButton pending="Checking…">Run now</SubmitButton>
                </form>
              )
            }
          />
          {audit.doneAt ? (
            <CheckList label="Checks" checks={audit.checks} />
          ) : (
            <CardBody className="text-ink-muted">
              {audit.kind === "app"
                ? "Looks at the app's calls of the last 30 days, its description and website, and whether its company still has a certified developer."
                : "Looks at whether the track has moved on, and at calls with this developer's keys in the last 30 days."}
            </CardBody>
          )}
        </Card>
        <div className="space-y-6">
          <Card>
            <CardHeader
              title="Certificate"
              actions={
                <Badge tone={word.tone} dot>
                  {word.label}
                </Badge>
              }
            />
            <CardBody className="space-y-1.5">
              <Link href={paths.certificate(audit.code)} className="font-mono text-accent hover:underline">
                {audit.code}
              </Link>
              <p className="text-ink-muted">
                Issued on {formatDay(certificate.issuedAt)}
                {certificate.expiresAt ? `, until ${formatDay(certificate.expiresAt)}` : null}
              </p>
              <Link href={holderPath} className="text-accent hover:underline">
                {audit.kind === "developer" ? "The person" : "The company"}
              </Link>
            </CardBody>
          </Card>
          {certificate.status === "valid" ? (
            <Card>
              <CardHeader title="Take the certificate back" description="Its public page and badge say so at once." />
              <CardBody>
                <DecisionForm
                  fields={{ auditId: audit.id }}
                  action={revokeCertificationAction}
                  label="Reason"
                  required
                  hint="Needed. Kept in the audit log; the public page does not show it."
                  choices={[{ value: "revoke", label: "Revoke", variant: "danger" }]}
                />
              </CardBody>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
