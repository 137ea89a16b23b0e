import { findSource } from "./internal/find-source";
import type { Channel } from "./schema";

/** What the rules look at. `source`, `medium` and `campaign` are utm_* or what stands in for them, '' when nothing does. */
export type Origin = { source: string; medium: string; campaign: string };

// Google Analytics' own patterns (domain.md).
const paid = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const shoppingCampaign = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const socialMedia = new Set(["social", "social-network", "social-media", "sm", "social network", "social media"]);
const displayMedia = new Set(["display", "banner", "expandable", "interstitial", "cpm"]);
const email = new Set(["email", "e-mail", "e_mail", "e mail"]);

type Known = Origin & { list: ReturnType<typeof findSource>; isPaid: boolean };

/** The first rule that holds gives the channel: Google's default channel group, with our own ahead of referral. */
const rules: [Channel, (origin: Known) => boolean][] = [
  ["direct", ({ source, medium, campaign }) => !source && !medium && !campaign],
  ["cross-network", ({ campaign }) => campaign.includes("cross-network")],
  ["paid-shopping", ({ list, campaign, isPaid }) => isPaid && (list === "shopping" || shoppingCampaign.test(campaign))],
  ["paid-search", ({ list, isPaid }) => isPaid && list === "search"],
  ["paid-social", ({ list, isPaid }) => isPaid && list === "social"],
  ["paid-video", ({ list, isPaid }) => isPaid && list === "video"],
  ["display", ({ medium }) => displayMedia.has(medium)],
  ["paid-other", ({ isPaid }) => isPaid],
  ["organic-shopping", ({ list, campaign }) => list === "shopping" || shoppingCampaign.test(campaign)],
  ["organic-social", ({ list, medium }) => list === "social" || socialMedia.has(medium)],
  ["organic-video", ({ list, medium }) => list === "video" || medium.includes("video")],
  ["organic-search", ({ list, medium }) => list === "search" || medium === "organic"],
  ["ai-assistant", ({ list }) => list === "ai"],
  ["code-host", ({ list }) => list === "code"],
  ["community", ({ list }) => list === "community"],
  ["referral", ({ medium }) => medium === "referral" || medium === "app" || medium === "link"],
  ["email", ({ source, medium }) => email.has(source) || email.has(medium)],
  ["affiliates", ({ medium }) => medium === "affiliate" || medium === "affiliates"],
  ["audio", ({ medium }) => medium === "audio"],
  ["sms", ({ source, medium }) => source === "sms" || medium === "sms"],
  [
    "mobile-push",
    ({ source, medium }) =>
      medium.endsWith("push") || medium.includes("mobile") || medium.includes("notification") || source === "firebase",
  ],
];

/** The channel of a visit by where it came from. Case does not matter. What no rule knows is `other`. */
export function classifyChannel(origin: Origin): Channel {
  const source = origin.source.trim().toLowerCase();
  const medium = origin.medium.trim().toLowerCase();
  const known: Known = {
    source,
    medium,
    campaign: origin.campaign.trim().toLowerCase(),
    list: source ? findSource(source) : null,
    isPaid: paid.test(medium),
  };
  for (const [channel, holds] of rules) if (holds(known)) return channel;
  return "other";
}
