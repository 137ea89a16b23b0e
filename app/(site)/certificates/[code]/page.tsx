import { BadgeCheck, CircleX, ClockAlert } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { CertificateSheet } from "@/components/certification/certificate-sheet";
import { ShareCertificate } from "@/components/certification/share-certificate";
import { classNames } from "@/components/ui/class-names";
import { publicPortal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getCertificate } from "@/lib/certification/get-certificate";
import type { Certificate } from "@/lib/certification/schema";

// Whether a certificate counts is asked at every view: a page from a cache could call a revoked one valid.
export const dynamic = "force-dynamic";

type Props = { params: Promise<{ code: string }> };

const find = cache(async (code: string) => getCertificate(postgres(), code));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const certificate = await find((await params).code);
  if (!certificate) return { title: "Certificate", robots: { index: false } };
  const title = `${certificate.holderName}: ${certificate.title}`;
  return {
    title,
    description: verdictOf(certificate).text,
    alternates: {
      canonical: paths.certificate(certificate.code),
      types: { "application/json": `${paths.certificate(certificate.code)}.json` },
    },
    // People's names are for whoever has the code, not for search engines.
    robots: { index: false },
  };
}

const verdicts = {
  valid: { icon: BadgeCheck, tone: "text-positive" },
  expired: { icon: ClockAlert, tone: "text-warning" },
  revoked: { icon: CircleX, tone: "text-negative" },
} as const;

function verdictOf(certificate: Certificate): { title: string; text: string } {
  const issued = `Issued on ${formatDay(certificate.issuedAt)}`;
  if (certificate.status === "revoked") {
    return {
      title: "This certificate was taken back",
      text: `${issued}, revoked on ${formatDay(certificate.revokedAt ?? "")}. It no longer counts.`,
    };
  }
  if (certificate.status === "expired") {
    return {
      title: "This certificate has run out",
      text: `${issued}; it was valid until ${formatDay(certificate.expiresAt ?? "")} and has not been renewed under this code.`,
    };
  }
  return {
    title: "This certificate is valid",
    text: certificate.expiresAt
      ? `${issued}, valid until ${formatDay(certificate.expiresAt)}. Checked just now.`
      : `${issued}. Checked just now.`,
  };
}

export default async function CertificatePage({ params }: Props) {
  const certificate = await find((await params).code);
  if (!certificate) notFound();
  const portal = publicPortal();
  const verdict = verdictOf(certificate);
  const { icon: Icon, tone } = verdicts[certificate.status];
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-10 sm:py-14">
      <div className="mb-6 flex items-start gap-3">
        <Icon className={classNames("mt-0.5 size-6 shrink-0", tone)} aria-hidden="true" />
        <div>
          <p className={classNames("font-semibold text-lg", tone)}>{verdict.title}</p>
          <p className="text-ink-muted">{verdict.text}</p>
        </div>
      </div>
      <CertificateSheet certificate={certificate} issuer={portal.name} logo={portal.brand.logo} level={1} />
      {certificate.description ? (
        <section className="mt-10 max-w-2xl">
          <h2 className="text-lg">What it stands for</h2>
          <p className="mt-1.5 text-pretty text-ink-muted text-md">{certificate.description}</p>
        </section>
      ) : null}
      {certificate.status === "valid" ? (
        <ShareCertificate certificate={certificate} issuer={portal.name} publicUrl={env().publicUrl} />
      ) : null}
    </main>
  );
}
