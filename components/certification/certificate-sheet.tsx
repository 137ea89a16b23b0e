import { classNames } from "@/components/ui/class-names";
import { formatDay } from "@/lib/base/format";
import type { Certificate } from "@/lib/certification/schema";
import { Rosette } from "./rosette";

type Sheet = Pick<
  Certificate,
  "code" | "kind" | "holderName" | "title" | "trackVersion" | "status" | "issuedAt" | "expiresAt" | "revokedAt"
>;

const fadedTitles = { valid: null, expired: "Expired", revoked: "Revoked" } as const;

/** A certificate as it would hang on a wall: paper, hairlines, its own rosette. One that no longer counts is drawn in grey and says so. */
export function CertificateSheet({
  certificate,
  issuer,
  logo,
  level = 2,
}: {
  certificate: Sheet;
  issuer: string;
  /** Path of the brand's SVG. */
  logo: string;
  level?: 1 | 2;
}) {
  const faded = fadedTitles[certificate.status];
  const Heading = `h${level}` as const;
  const developer = certificate.kind === "developer";
  return (
    <article
      className={classNames(
        "relative isolate overflow-hidden rounded-xl border border-line-strong bg-surface p-2 shadow-high sm:p-3",
        faded ? "text-ink-muted" : null,
      )}
    >
      <div
        className={classNames(
          "absolute inset-0 -z-10",
          faded
            ? "bg-sunken"
            : "bg-[radial-gradient(120%_90%_at_88%_12%,var(--accent-soft),transparent_62%),radial-gradient(90%_80%_at_0%_100%,var(--accent-soft),transparent_55%)]",
        )}
        aria-hidden="true"
      />
      <div className="relative flex flex-col rounded-lg border border-accent-line px-6 py-7 sm:min-h-[27rem] sm:px-12 sm:py-10">
        <Rosette
          code={certificate.code}
          className={classNames(
            "pointer-events-none absolute -top-8 -right-10 size-44 sm:top-8 sm:right-8 sm:size-64",
            faded ? "text-ink-faint opacity-40 grayscale" : "text-accent",
          )}
        />
        <p className="flex items-center gap-2.5 font-semibold text-md">
          {/* biome-ignore lint/performance/noImgElement: a small SVG of our own; nothing to optimise */}
          <img src={logo} alt="" width={22} height={22} className={faded ? "grayscale" : undefined} />
          {issuer}
        </p>
        <div className="mt-16 max-w-[30rem] sm:mt-auto sm:pt-16">
          <p className="text-ink-muted text-md">
            {developer ? "This certifies that" : "This certifies that the app"}
            {faded ? <span className="sr-only"> ({faded})</span> : null}
          </p>
          <Heading className="mt-1.5 text-3xl tracking-tight [overflow-wrap:anywhere] sm:text-4xl">
            {certificate.holderName}
          </Heading>
          <p className="mt-3 text-ink-muted text-lg">
            {developer ? (
              <>
                has passed <strong className="font-semibold text-ink">{certificate.title}</strong>
                {certificate.trackVersion ? `, version ${certificate.trackVersion}` : null}: its questions, and its
                tasks done by hand against the API.
              </>
            ) : (
              <>
                was checked against its own calls, reviewed by a person and found{" "}
                <strong className="font-semibold text-ink">ready for the {issuer} API</strong>.
              </>
            )}
          </p>
        </div>
        <dl className="mt-9 grid grid-cols-2 gap-x-8 gap-y-4 border-accent-line border-t pt-5 sm:mt-auto sm:flex sm:flex-wrap">
          <Line term="Issued">{formatDay(certificate.issuedAt)}</Line>
          {certificate.revokedAt ? (
            <Line term="Revoked">{formatDay(certificate.revokedAt)}</Line>
          ) : certificate.expiresAt ? (
            <Line term={certificate.status === "expired" ? "Was valid until" : "Valid until"}>
              {formatDay(certificate.expiresAt)}
            </Line>
          ) : null}
          <Line term="Code" className="col-span-2 sm:ml-auto">
            <span className="font-mono tracking-wide">{certificate.code}</span>
          </Line>
        </dl>
        {faded ? (
          <p
            className="pointer-events-none absolute top-24 right-3 rotate-[-14deg] rounded-md border-2 border-negative px-4 py-1 font-semibold text-2xl text-negative opacity-80 sm:top-32 sm:right-24 sm:text-4xl"
            aria-hidden="true"
          >
            {faded}
          </p>
        ) : null}
      </div>
    </article>
  );
}

function Line({ term, className, children }: { term: string; className?: string; children: React.ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-ink-faint text-xs">{term}</dt>
      <dd className="mt-0.5 font-medium text-md text-ink">{children}</dd>
    </div>
  );
}
