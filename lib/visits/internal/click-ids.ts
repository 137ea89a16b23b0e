import type { Channel, ClickIdParameter } from "../schema";

/**
 * What a click id says when no utm_* does (domain.md: it still names the paid platform): the platform as source, and how the click was
 * bought as medium. Ids that never stand for an ad (a shared Instagram link, a mailing's id) have the medium they do stand for.
 */
export const clickIdSources: Record<ClickIdParameter, { source: string; medium: string; channel?: Channel }> = {
  gclid: { source: "google", medium: "cpc" },
  gbraid: { source: "google", medium: "cpc" },
  wbraid: { source: "google", medium: "cpc" },
  gad_source: { source: "google", medium: "cpc" },
  gclsrc: { source: "google", medium: "cpc" },
  // Google's Campaign Manager and Display & Video 360: banners.
  dclid: { source: "google", medium: "display", channel: "display" },
  msclkid: { source: "bing", medium: "cpc" },
  // On every link that leaves Facebook or Instagram, paid or not (decisions/0021): an ad is tagged by who pays for it.
  fbclid: { source: "facebook", medium: "social" },
  ttclid: { source: "tiktok", medium: "paid-social" },
  twclid: { source: "twitter", medium: "paid-social" },
  li_fat_id: { source: "linkedin", medium: "paid-social" },
  rdt_cid: { source: "reddit", medium: "paid-social" },
  scid: { source: "snapchat", medium: "paid-social" },
  sccid: { source: "snapchat", medium: "paid-social" },
  epik: { source: "pinterest", medium: "paid-social" },
  qclid: { source: "quora", medium: "paid-social" },
  // Impact's partner network.
  irclid: { source: "impact", medium: "affiliate" },
  // Outbrain's content ads.
  ob_click_id: { source: "outbrain", medium: "paid-content" },
  igshid: { source: "instagram", medium: "social" },
  _kx: { source: "klaviyo", medium: "email" },
  mc_cid: { source: "mailchimp", medium: "email" },
};
