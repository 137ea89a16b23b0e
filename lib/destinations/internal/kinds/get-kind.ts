import type { DestinationKind } from "../../schema";
import type { Kind } from "./kind";
import { posthogKind } from "./posthog-kind";
import { segmentKind } from "./segment-kind";
import { slackKind } from "./slack-kind";
import { webhookKind } from "./webhook-kind";

const kinds = { posthog: posthogKind, segment: segmentKind, webhook: webhookKind, slack: slackKind };

/** The adapter of a kind. */
export function getKind(kind: DestinationKind): Kind {
  return kinds[kind] as Kind;
}
