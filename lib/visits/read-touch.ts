import { cleanLine } from "@/lib/base/clean-text";
import type { Audience } from "@/lib/events/schema";
import { classifyChannel } from "./classify-channel";
import { clickIdSources } from "./internal/click-ids";
import { findSource } from "./internal/find-source";
import { redactPath } from "./redact-path";
import { clickIdParameters, type Touch, type UtmParameter, utmParameters } from "./schema";

/** Longest value kept of anything that came with an address (domain.md). */
const maxLength = 512;

/** Hosts whose links bring nobody new: the portal's own, and the login provider's, which sends people back to where they signed in. */
export type OwnHosts = { own: ReadonlySet<string>; login: ReadonlySet<string> };

export type Landing = {
  /** Path of the first page, without its query. */
  path: string;
  /** The query as it stood in the address, with or without `?`. */
  search: string;
  /** `document.referrer`; '' for none. */
  referrer: string;
  audience: Audience;
};

/**
 * The touch of a visit that began here. Values are cut at 512 characters and never trusted as markup; secrets in paths are taken out.
 * `inviteToken` is that of an invite's link that was followed: the caller looks up whose it is.
 */
export function readTouch(landing: Landing, hosts: OwnHosts): { touch: Touch; inviteToken?: string } {
  // The portal's own links bring nobody, whatever they are tagged with.
  const query = new URLSearchParams(isOwn(landing.referrer, hosts) ? "" : landing.search);
  const read = (name: string) => cleanLine(query.get(name) ?? "", maxLength);
  const touch: Touch = { channel: "direct", landing_path: cleanLine(redactPath(landing.path), maxLength) };
  for (const name of utmParameters) setIf(touch, name, read(name));
  const ref = read("ref");
  const via = read("via");
  if (ref || via) touch.ref = ref || via;

  const clickId = clickIdParameters.find((name) => read(name) !== "");
  if (clickId) {
    touch.click_id_kind = clickId;
    touch.click_id = read(clickId);
  }
  const referrerHost = readReferrer(landing, hosts);
  if (referrerHost) touch.referrer_host = referrerHost;

  const listingId = /^listing_(\w{1,64})$/.exec(via)?.[1];
  if (listingId) touch.listing_id = listingId;
  const inviteToken = /^\/invite\/([^/]+)/.exec(landing.path)?.[1];
  // A person whom a coding agent sent with a link of ours (device flow) came by the agent.
  if (landing.audience === "ai-agent" || touch.utm_medium === "ai-agent") touch.channel = "ai-agent";
  else if (inviteToken) touch.channel = "invite";
  else if (listingId) touch.channel = "showcase";
  else touch.channel = classify(touch, referrerHost);
  return { touch, ...(inviteToken ? { inviteToken } : {}) };
}

function classify(touch: Touch, referrerHost: string) {
  const tagged = touch.utm_source || touch.utm_medium || touch.utm_campaign;
  const click = touch.click_id_kind && clickIdSources[touch.click_id_kind];
  if (!tagged && click?.channel) return click.channel;
  const source = touch.utm_source || click?.source || touch.ref || referrerHost;
  const medium = touch.utm_medium || clickMedium(touch) || impliedMedium(touch, source);
  return classifyChannel({ source, medium, campaign: touch.utm_campaign ?? "" });
}

/** How the click was bought, where the tags do not say: a tagged source must be of the click id's kind (`utm_source=google&gclid=...`). */
function clickMedium({ click_id_kind: kind, utm_source: tagged }: Touch): string {
  if (!kind) return "";
  const { source, medium } = clickIdSources[kind];
  const list = findSource(source);
  const same = !tagged || tagged.toLowerCase() === source || (list !== null && findSource(tagged) === list);
  return same ? medium : "";
}

/** What an untagged link says of itself: a search engine's is organic, every other one is a referral. A tagged one without medium says nothing. */
function impliedMedium(touch: Touch, source: string): string {
  if (touch.utm_source || touch.utm_campaign || !source) return "";
  return findSource(source) === "search" ? "organic" : "referral";
}

/** The referrer's host, or '' when there is none that says where somebody came from. */
function readReferrer({ referrer, path }: Landing, hosts: OwnHosts): string {
  const host = hostOf(referrer);
  if (!host || hosts.own.has(host) || findSource(host) === "payment") return "";
  // A README's link comes from the same host as the way back from signing in; only the latter ends where one has to be signed in.
  if (hosts.login.has(host) && /^\/(console|staff|sign-in|sign-out|api)(\/|$)/.test(path)) return "";
  return host.slice(0, maxLength);
}

function isOwn(referrer: string, { own }: OwnHosts): boolean {
  return own.has(hostOf(referrer));
}

/** The host of an address as it is compared; '' when it has none. */
function hostOf(address: string): string {
  if (!address) return "";
  try {
    const url = new URL(address.slice(0, 2_048));
    const isPlace = /^(https?|android-app|ios-app):$/.test(url.protocol);
    return isPlace ? url.hostname.toLowerCase().replace(/^www\./, "") : "";
  } catch {
    return "";
  }
}

function setIf(touch: Touch, name: UtmParameter, value: string): void {
  if (value) touch[name] = value;
}
