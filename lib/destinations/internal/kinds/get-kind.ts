import type { DestinationKind } from "../../schema";
import { googleAdsKind } from "./google-ads-kind";
import type { Kind } from "./kind";
import { linkedinAdsKind } from "./linkedin-ads-kind";
import { metaAdsKind } from "./meta-ads-kind";
import { microsoftAdsKind } from "./microsoft-ads-kind";
import { posthogKind } from "./posthog-kind";
import { segmentKind } from "./segment-kind";
import { slackKind } from "./slack-kind";
import { webhookKind } from "./webhook-kind";

const kinds = {
  posthog: posthogKind,
  segment: segmentKind,
  webhook: webhookKind,
  slack: slackKind,
  google_ads: googleAdsKind,
  microsoft_ads: microsoftAdsKind,
  meta_ads: metaAdsKind,
  linkedin_ads: linkedinAdsKind,
};

/** The adapter of a kind. */
export function getKind(kind: DestinationKind): Kind {
  return kinds[kind] as unknown as Kind;
}
