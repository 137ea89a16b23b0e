import type { Destination, DestinationHealth } from "../schema";
import { isReady, type Target } from "./targets";

/** A destination without what is secret. */
export function showTarget(target: Target, state: DestinationHealth | null | undefined): Destination {
  const { id, kind, name, enabled, builtIn, config, filter, mapping, feed } = target;
  return {
    id,
    kind,
    name,
    enabled,
    builtIn,
    config,
    filter,
    mapping,
    feed,
    fileOnly: target.settings !== null && !isReady(target),
    health: {
      stoppedReason:
        state?.stoppedReason ??
        (target.settings
          ? null
          : "Its secrets cannot be read since the portal's own secret was changed: enter them again."),
      restingUntil: state?.restingUntil ?? null,
      lastError: state?.lastError ?? null,
      lastFailedAt: state?.lastFailedAt ?? null,
      lastDeliveredAt: state?.lastDeliveredAt ?? null,
    },
  };
}
