import { answerProblem } from "@/lib/access/answer-problem";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getCertificate } from "@/lib/certification/get-certificate";

/** A certificate for programs; reached as /certificates/{code}.json or with `Accept: application/json` (rewrites in next.config.ts). */
export async function GET(_request: Request, { params }: { params: Promise<{ code: string }> }): Promise<Response> {
  const certificate = await getCertificate(postgres(), (await params).code);
  if (!certificate) return answerProblem(new PortalError("not_found", "There is no certificate with this code."));
  const base = env().publicUrl;
  const { code, kind, status, holderName, title, description, trackVersion, issuedAt, expiresAt, revokedAt } =
    certificate;
  return Response.json(
    {
      code,
      kind,
      status,
      holderName,
      title,
      description,
      trackVersion,
      issuedAt,
      expiresAt,
      revokedAt,
      issuer: { name: portal.name, url: base },
      url: `${base}${paths.certificate(code)}`,
      badgeUrl: `${base}${paths.badge(code)}`,
    },
    {
      headers: {
        // Anybody may check a certificate, from any page; a revocation must show at once.
        "access-control-allow-origin": "*",
        "cache-control": "no-cache",
        vary: "Accept",
      },
    },
  );
}
