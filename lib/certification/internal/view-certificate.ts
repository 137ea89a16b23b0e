import { portal } from "@/lib/base/config/portal";
import type { Certification } from "@/lib/base/prisma-client/client";
import type { Certificate, CertificateStatus } from "../schema";
import { allTracks } from "./load-tracks";

export function statusOf(row: Pick<Certification, "revokedAt" | "expiresAt">, at: Date): CertificateStatus {
  if (row.revokedAt) return "revoked";
  return row.expiresAt && row.expiresAt <= at ? "expired" : "valid";
}

/** A certification as anybody may see it. The title is the track's; a track that is gone leaves its id. */
export function viewCertificate(row: Certification, at: Date): Certificate {
  const track = allTracks().find((one) => one.id === row.trackId);
  const developer = row.kind === "developer";
  return {
    id: row.id,
    kind: row.kind,
    code: row.code,
    holderName: row.holderName,
    title: developer ? (track?.title ?? row.trackId ?? "") : `Certified app on ${portal.api.name}`,
    description: developer
      ? (track?.description ?? "")
      : "Reviewed by a person and checked against its own calls to the API.",
    trackVersion: row.trackVersion,
    appId: row.appId,
    personId: row.personId,
    companyId: row.companyId,
    status: statusOf(row, at),
    issuedAt: row.issuedAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

/** The rows that count today. */
export const validNow = (at: Date) => ({
  revokedAt: null,
  OR: [{ expiresAt: null }, { expiresAt: { gt: at } }],
});
