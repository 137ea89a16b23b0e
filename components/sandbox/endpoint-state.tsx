import { Badge } from "@/components/ui/badge";
import type { EndpointView } from "@/lib/sandbox/schema";

/** Whether messages go to an endpoint, in a word. */
export function EndpointState({ endpoint }: { endpoint: EndpointView }) {
  if (endpoint.stoppedReason) {
    return (
      <Badge tone="negative" dot>
        stopped
      </Badge>
    );
  }
  if (!endpoint.enabled) return <Badge>off</Badge>;
  return (
    <Badge tone="positive" dot>
      on
    </Badge>
  );
}
