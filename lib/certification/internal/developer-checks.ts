import { formatDay } from "@/lib/base/format";
import type { ReviewCheck } from "../schema";
import { checkWindowDays } from "./rules";

/** The checks of a developer's certification, each with what was found. */
export function checkDeveloperCertification(facts: {
  trackVersion: string | null;
  /** Null: the track is gone. */
  currentVersion: string | null;
  lastCallAt: Date | null;
}): ReviewCheck[] {
  const { trackVersion, currentVersion, lastCallAt } = facts;
  return [
    {
      id: "track_version",
      title: "The track has not moved on",
      passed: currentVersion !== null && currentVersion === trackVersion,
      evidence:
        currentVersion === null
          ? "The track is no longer offered."
          : `Passed version ${trackVersion ?? "unknown"}, now version ${currentVersion}`,
    },
    {
      id: "still_active",
      title: `Calls in the last ${checkWindowDays} days`,
      passed: lastCallAt !== null,
      evidence: lastCallAt
        ? `The last call with a key of theirs was on ${formatDay(lastCallAt)}.`
        : "No call with a key of theirs.",
    },
  ];
}
