import type { Tone } from "@/components/ui/badge";
import type { AttemptState, CertificateStatus, ReviewState } from "@/lib/certification/schema";

/** How each state is called and toned, everywhere. */
export const attemptWords: Record<AttemptState, { label: string; tone: Tone }> = {
  in_progress: { label: "In progress", tone: "info" },
  passed: { label: "Passed", tone: "positive" },
  failed: { label: "Not passed", tone: "negative" },
  expired: { label: "Time ran out", tone: "warning" },
};

export const certificateWords: Record<CertificateStatus, { label: string; tone: Tone }> = {
  valid: { label: "Valid", tone: "positive" },
  expired: { label: "Expired", tone: "warning" },
  revoked: { label: "Revoked", tone: "negative" },
};

export const reviewWords: Record<ReviewState, { label: string; tone: Tone }> = {
  submitted: { label: "Waiting for review", tone: "info" },
  changes_requested: { label: "Changes requested", tone: "warning" },
  approved: { label: "Approved", tone: "positive" },
  rejected: { label: "Rejected", tone: "negative" },
  withdrawn: { label: "Withdrawn", tone: "neutral" },
};
