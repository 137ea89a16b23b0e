/** What the sample journeys are made of. Names are made up; none is a real company's or person's. */

export type Origin = {
  weight: number;
  channel: string;
  source?: string;
  medium?: string;
  campaign?: string;
  clickId?: string;
  referrer?: string;
  /** How likely a visitor signs up, against the average. */
  quality: number;
  landings: readonly string[];
  /** Days of the 90 in which it runs; all when left out. */
  days?: readonly [number, number];
};

const guides = ["/docs/quickstart", "/docs/shipping-a-parcel", "/docs/authentication", "/docs/webhooks"];
const front = ["/", "/", "/pricing", "/docs"];

const searches = [
  "brand",
  "shipping-api",
  "labels",
  "tracking",
  "returns",
  "rates",
  "competitor",
  "carrier",
  "warehouse",
  "pickup",
];
const socials = ["launch", "summer", "case-study", "webinar", "hiring", "video", "founders", "api-day"];
const mails = ["news-07", "news-08", "news-09", "welcome", "winback", "changelog", "partner", "spring-launch"];
const partners = ["storefront-app", "warehouse-suite", "agency-list", "review-site", "directory", "podcast"];
const displays = [
  "retarget-docs",
  "retarget-pricing",
  "reach-eu",
  "reach-us",
  "lookalike",
  "sponsor-newsletter",
  "conference",
  "meetup",
];

/** Forty campaigns and the ways in that nobody pays for. */
export const origins: readonly Origin[] = [
  { weight: 20, channel: "direct", quality: 1, landings: front },
  {
    weight: 22,
    channel: "organic-search",
    source: "google",
    medium: "organic",
    referrer: "www.google.com",
    quality: 1.2,
    landings: guides,
  },
  {
    weight: 4,
    channel: "organic-search",
    source: "duckduckgo",
    medium: "organic",
    referrer: "duckduckgo.com",
    quality: 1.3,
    landings: guides,
  },
  {
    weight: 5,
    channel: "ai-assistant",
    source: "chatgpt.com",
    referrer: "chatgpt.com",
    quality: 1.8,
    landings: guides,
  },
  { weight: 2, channel: "ai-assistant", source: "claude.ai", referrer: "claude.ai", quality: 2.1, landings: guides },
  { weight: 5, channel: "code-host", source: "github.com", referrer: "github.com", quality: 2.2, landings: guides },
  {
    weight: 3,
    channel: "community",
    source: "news.ycombinator.com",
    referrer: "news.ycombinator.com",
    quality: 0.7,
    landings: front,
    days: [30, 36],
  },
  {
    weight: 3,
    channel: "community",
    source: "stackoverflow.com",
    referrer: "stackoverflow.com",
    quality: 1.6,
    landings: guides,
  },
  { weight: 4, channel: "referral", source: "blog.example", referrer: "blog.example", quality: 1, landings: guides },
  {
    weight: 3,
    channel: "organic-social",
    source: "linkedin.com",
    referrer: "www.linkedin.com",
    quality: 0.8,
    landings: front,
  },
  ...searches.map((campaign, at) => ({
    weight: 1.6 - at * 0.1,
    channel: "paid-search",
    source: at % 4 === 3 ? "bing" : "google",
    medium: "cpc",
    campaign,
    clickId: at % 4 === 3 ? "msclkid" : "gclid",
    quality: [1.9, 1.4, 1.2, 1.1, 0.9, 0.9, 0.5, 0.6, 0.7, 0.4][at] ?? 1,
    landings: ["/docs/quickstart", "/", "/pricing"],
  })),
  ...socials.map((campaign, at) => ({
    weight: 1.2,
    channel: "paid-social",
    source: at % 2 ? "linkedin" : "facebook",
    medium: "paid_social",
    campaign,
    clickId: at % 2 ? "li_fat_id" : "fbclid",
    quality: at % 2 ? 0.7 : 0.25,
    landings: front,
    days: [at * 8, at * 8 + 30] as const,
  })),
  ...mails.map((campaign, at) => ({
    weight: 0.9,
    channel: "email",
    source: "newsletter",
    medium: "email",
    campaign,
    quality: 1.7,
    landings: ["/changelog", "/docs/quickstart", "/docs/webhooks"],
    days: [at * 11, at * 11 + 6] as const,
  })),
  ...partners.map((campaign) => ({
    weight: 0.7,
    channel: "affiliates",
    source: campaign,
    medium: "affiliate",
    campaign,
    referrer: `${campaign}.example`,
    quality: 1.1,
    landings: ["/", "/showcase"],
  })),
  ...displays.map((campaign, at) => ({
    weight: 0.8,
    channel: "display",
    source: "display-network",
    medium: "display",
    campaign,
    quality: campaign.startsWith("retarget") ? 1.3 : 0.2,
    landings: front,
    days: [at * 5, 90] as const,
  })),
];

export const docsPages = [
  "/docs",
  "/docs/quickstart",
  "/docs/authentication",
  "/docs/shipping-a-parcel",
  "/docs/errors",
  "/docs/webhooks",
  "/docs/pagination",
  "/docs/idempotency",
  "/docs/rate-limits",
  "/docs/sandbox",
  "/docs/go-live",
];
export const sitePages = ["/", "/pricing", "/showcase", "/changelog", "/reference"];
export const searchesMade = [
  "create label",
  "webhook signature",
  "rate limit",
  "refund",
  "customs",
  "python sdk",
  "pagination",
  "cancel shipment",
  "graphql",
];

export const sdks = [
  { weight: 34, name: "parcelway-node", versions: ["2.3.0", "2.4.1"] },
  { weight: 24, name: "parcelway-python", versions: ["1.8.2", "1.9.0"] },
  { weight: 8, name: "parcelway-go", versions: ["0.6.0"] },
  { weight: 12, name: "curl", versions: ["8.9.1"] },
  { weight: 10, name: "axios", versions: ["1.7.7"] },
  { weight: 12, name: "", versions: [""] },
] as const;

export const routes = [
  { weight: 30, method: "POST", route: "/shipments", ok: 201, resource: "shipments", ms: 140 },
  { weight: 34, method: "GET", route: "/shipments/{id}", ok: 200, resource: "shipments", ms: 38 },
  { weight: 10, method: "GET", route: "/shipments", ok: 200, resource: "shipments", ms: 62 },
  { weight: 12, method: "POST", route: "/rates", ok: 200, resource: "rates", ms: 210 },
  { weight: 10, method: "GET", route: "/trackers/{id}", ok: 200, resource: "trackers", ms: 30 },
  { weight: 3, method: "DELETE", route: "/shipments/{id}", ok: 204, resource: "shipments", ms: 44 },
  { weight: 1, method: "POST", route: "/pickups", ok: 201, resource: "pickups", ms: 180 },
] as const;

const first = [
  "Amber",
  "Birch",
  "Copper",
  "Delta",
  "Ember",
  "Fjord",
  "Grove",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lumen",
  "Maple",
  "North",
  "Opal",
  "Pine",
  "Quarry",
  "River",
  "Summit",
  "Tidal",
  "Umber",
  "Vela",
  "Willow",
  "Xenon",
  "Yarrow",
  "Zephyr",
];
const second = [
  "Books",
  "Cargo",
  "Commerce",
  "Couriers",
  "Crafts",
  "Dispatch",
  "Fashion",
  "Foods",
  "Freight",
  "Goods",
  "Home",
  "Labs",
  "Logistics",
  "Market",
  "Outdoor",
  "Parts",
  "Pharma",
  "Retail",
  "Roasters",
  "Sports",
  "Stores",
  "Supply",
  "Toys",
  "Trade",
  "Works",
  "Wines",
];
/** 676 names, then the same with a place behind them. */
const places = ["", " Nord", " West", " Iberia", " Nordic", " Pacific"];
export function companyName(at: number): string {
  const pair = at % (first.length * second.length);
  const place = places[Math.floor(at / (first.length * second.length)) % places.length];
  return `${first[pair % first.length]} ${second[Math.floor(pair / first.length + pair) % second.length]}${place}`;
}

const given = [
  "Ada",
  "Ben",
  "Cleo",
  "Dario",
  "Elif",
  "Femi",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Kaya",
  "Lena",
  "Milo",
  "Nadia",
  "Omar",
  "Petra",
  "Quinn",
  "Rosa",
  "Sami",
  "Tara",
  "Uma",
  "Viktor",
  "Wanda",
  "Xavi",
  "Yuki",
  "Zoe",
];
const family = [
  "Albers",
  "Brandt",
  "Costa",
  "Dietz",
  "Eklund",
  "Farrow",
  "Gupta",
  "Holm",
  "Ito",
  "Jansen",
  "Kowal",
  "Lind",
  "Moreau",
  "Novak",
  "Okoro",
  "Price",
  "Quist",
  "Rossi",
  "Singh",
  "Tanaka",
  "Ueda",
  "Vance",
  "Weber",
  "Xu",
  "Young",
  "Zeller",
];
export function personName(at: number): string {
  return `${given[at % given.length]} ${family[Math.floor(at / given.length + at) % family.length]}`;
}
