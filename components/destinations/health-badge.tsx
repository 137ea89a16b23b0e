import { Badge } from "@/components/ui/badge";
import type { Destination } from "@/lib/destinations/schema";

/** How a destination does, in a word. `nowMs`: a rest that is over is none. */
export function HealthBadge({ destination, nowMs }: { destination: Destination; nowMs: number }) {
  const { enabled, health } = destination;
  if (!enabled) return <Badge>off</Badge>;
  if (health.stoppedReason) {
    return (
      <Badge tone="negative" dot>
        stopped
      </Badge>
    );
  }
  if (health.restingUntil && health.restingUntil.getTime() > nowMs) {
    return (
      <Badge tone="warning" dot>
        failing
      </Badge>
    );
  }
  return (
    <Badge tone={destination.fileOnly ? "neutral" : "positive"} dot>
      {destination.fileOnly ? "files only" : "on"}
    </Badge>
  );
}
