import { Braces, ExternalLink } from "lucide-react";
import { buttonClasses } from "@/components/ui/button";
import { CodePanel } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { paths } from "@/lib/base/paths";
import type { Certificate } from "@/lib/certification/schema";

/** The ways to show a valid certificate elsewhere: link, badge, profile, JSON. */
export function ShareCertificate({
  certificate,
  issuer,
  publicUrl,
}: {
  certificate: Certificate;
  issuer: string;
  publicUrl: string;
}) {
  const url = `${publicUrl}${paths.certificate(certificate.code)}`;
  const badge = `${publicUrl}${paths.badge(certificate.code)}`;
  const name = certificate.kind === "app" ? `${issuer} certified app` : `${issuer}: ${certificate.title}`;
  return (
    <section className="mt-10 max-w-2xl">
      <h2 className="text-lg">Show it</h2>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <CopyButton
          text={url}
          label="Copy link"
          showLabel
          className="h-9! border border-line-strong bg-surface px-3! text-ink! shadow-low"
        />
        {certificate.kind === "developer" ? (
          <a
            href={linkedInUrl(certificate, name, issuer, url)}
            target="_blank"
            rel="noopener noreferrer"
            className={buttonClasses("secondary")}
          >
            Add to LinkedIn
            <ExternalLink className="size-3.5 text-ink-faint" aria-hidden="true" />
          </a>
        ) : null}
        <a href={`${paths.certificate(certificate.code)}.json`} className={buttonClasses("ghost")}>
          <Braces className="size-4" aria-hidden="true" />
          JSON
        </a>
      </div>
      <p className="mt-7 mb-3">
        {/* biome-ignore lint/performance/noImgElement: the badge itself, as it will look elsewhere */}
        <img src={paths.badge(certificate.code)} alt={`Badge: ${name}`} height={28} />
      </p>
      <CodePanel title="Markdown" text={`[![${name}](${badge})](${url})`} />
    </section>
  );
}

/** LinkedIn's own form for a certification, filled in. */
function linkedInUrl(certificate: Certificate, name: string, issuer: string, url: string): string {
  const issued = new Date(certificate.issuedAt);
  const ends = certificate.expiresAt ? new Date(certificate.expiresAt) : null;
  const query = new URLSearchParams({
    startTask: "CERTIFICATION_NAME",
    name,
    organizationName: issuer,
    issueYear: String(issued.getUTCFullYear()),
    issueMonth: String(issued.getUTCMonth() + 1),
    ...(ends ? { expirationYear: String(ends.getUTCFullYear()), expirationMonth: String(ends.getUTCMonth() + 1) } : {}),
    certUrl: url,
    certId: certificate.code,
  });
  return `https://www.linkedin.com/profile/add?${query}`;
}
