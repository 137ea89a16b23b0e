import { GraduationCap } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { TrackCard } from "@/components/certification/track-card";
import { certificateWords } from "@/components/certification/words";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import { listTrackStates } from "@/lib/certification/list-track-states";

export const metadata: Metadata = { title: "Certification" };

export default async function CertificationPage() {
  const person = await requirePerson(paths.console.certification);
  const [states, own, company] = await Promise.all([
    listTrackStates(postgres(), person.id),
    listCertificates(postgres(), { personId: person.id }),
    listCertificates(postgres(), { companyId: person.companyId }),
  ]);
  const certificates = [...own, ...company.filter((one) => one.kind === "app")];
  return (
    <>
      <PageHeader
        title="Certification"
        description="Prove that you can integrate: questions about the docs, and calls to the sandbox made by your own hand. The certificate is public and anybody can check it."
      />
      {states.length === 0 ? (
        <Card>
          <EmptyState icon={<GraduationCap />} title="No tracks yet">
            The portal's owner adds them as files in <code>content/certification</code>.
          </EmptyState>
        </Card>
      ) : (
        <div className="space-y-4">
          {states.map((state) => (
            <TrackCard key={state.track.id} state={state} />
          ))}
        </div>
      )}
      {certificates.length ? (
        <Card className="mt-8">
          <CardHeader title="Certificates" description="Yours, and those of your company's apps." />
          <ul className="divide-y divide-line">
            {certificates.map((certificate) => {
              const word = certificateWords[certificate.status];
              return (
                <li key={certificate.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3">
                  <Link href={paths.certificate(certificate.code)} className="font-mono text-accent hover:underline">
                    {certificate.code}
                  </Link>
                  <span className="min-w-0 flex-1">
                    {certificate.kind === "app" ? `App ${certificate.holderName}` : certificate.title}
                  </span>
                  <span className="text-ink-muted text-sm">
                    {formatDay(certificate.issuedAt)}
                    {certificate.expiresAt ? ` to ${formatDay(certificate.expiresAt)}` : null}
                  </span>
                  <Badge tone={word.tone} dot>
                    {word.label}
                  </Badge>
                </li>
              );
            })}
          </ul>
        </Card>
      ) : null}
    </>
  );
}
