/** The closed list of channels (domain.md, "Touch and channel"), in the order their rules are tried where order matters. */
export const channels = [
  "ai-agent",
  "invite",
  "showcase",
  "direct",
  "cross-network",
  "paid-shopping",
  "paid-search",
  "paid-social",
  "paid-video",
  "display",
  "paid-other",
  "organic-shopping",
  "organic-social",
  "organic-video",
  "organic-search",
  "ai-assistant",
  "code-host",
  "community",
  "referral",
  "email",
  "affiliates",
  "audio",
  "sms",
  "mobile-push",
  "other",
] as const;
export type Channel = (typeof channels)[number];

export const channelLabels: Record<Channel, string> = {
  "ai-agent": "AI agent",
  invite: "Invite",
  showcase: "Showcase",
  direct: "Direct",
  "cross-network": "Cross-network",
  "paid-shopping": "Paid shopping",
  "paid-search": "Paid search",
  "paid-social": "Paid social",
  "paid-video": "Paid video",
  display: "Display",
  "paid-other": "Paid, other",
  "organic-shopping": "Organic shopping",
  "organic-social": "Organic social",
  "organic-video": "Organic video",
  "organic-search": "Organic search",
  "ai-assistant": "AI assistant",
  "code-host": "Code host",
  community: "Community",
  referral: "Referral",
  email: "E-mail",
  affiliates: "Affiliates",
  audio: "Audio",
  sms: "SMS",
  "mobile-push": "Mobile push",
  other: "Other",
};

export const utmParameters = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"] as const;
export type UtmParameter = (typeof utmParameters)[number];

/**
 * Click ids, the first one present is the touch's: those that name one click of an ad, those that only say whose ad it was, and last those
 * that links carry without any ad.
 * The list is domain.md's; an answer in a test that forgets one fails.
 */
export const clickIdParameters = [
  "gclid",
  "dclid",
  "gbraid",
  "wbraid",
  "msclkid",
  "ttclid",
  "twclid",
  "li_fat_id",
  "rdt_cid",
  "scid",
  "sccid",
  "epik",
  "qclid",
  "irclid",
  "ob_click_id",
  "gad_source",
  "gclsrc",
  "fbclid",
  "igshid",
  "_kx",
  "mc_cid",
] as const;
export type ClickIdParameter = (typeof clickIdParameters)[number];

/** Where a visit came from: the properties of event `visit_started`. */
export type Touch = Partial<Record<UtmParameter, string>> & {
  channel: Channel;
  click_id_kind?: ClickIdParameter;
  click_id?: string;
  referrer_host?: string;
  landing_path: string;
  inviter_id?: string;
  listing_id?: string;
  ref?: string;
  /** ISO 3166-1 alpha-2, as a trusted proxy told it. */
  country?: string;
  /** ISO 639, of the language the browser would rather read. */
  language?: string;
};
