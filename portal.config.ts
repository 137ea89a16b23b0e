import { definePortal } from "@/lib/base/config/define-portal";

/** Everything that makes this portal yours. Restart (or rebuild) after a change. */
export default definePortal({
  name: "Parcelway",
  organisationPrefix: "pwy",
  tagline: "Ship a parcel with one API call",
  description: "Rates, labels, pickups and tracking across carriers, behind one small HTTP API.",
  brand: { accent: "#0f766e", accentDark: "#2dd4bf", logo: "/brand/logo.svg" },
  api: { name: "Parcelway API", baseUrl: "https://api.parcelway.example", document: "content/reference/openapi.yaml" },
  announcement: {
    id: "address-notes",
    text: "New: notes for the driver on every address",
    href: "/changelog",
  },
  docs: {
    version: "v2",
    versions: [{ id: "v1", label: "v1" }],
    languages: [
      {
        id: "de",
        label: "Deutsch",
        words: {
          Introduction: "Einführung",
          "For portal owners": "Für Betreiber",
          "Running a portal": "Ein Portal betreiben",
        },
      },
    ],
    synonyms: [
      ["key", "token", "credential"],
      ["webhook", "callback"],
      ["price", "cost", "fee"],
      ["delete", "remove"],
    ],
  },
  links: { repository: "https://github.com/parcelway/portal", support: "https://github.com/parcelway/portal/issues" },
  navigation: [
    { label: "Docs", href: "/docs" },
    { label: "Reference", href: "/reference" },
    { label: "Showcase", href: "/showcase" },
    { label: "Pricing", href: "/pricing" },
  ],
  currency: "EUR",
  // What is counted. Only live calls cost something; the sandbox is free.
  meters: [
    {
      id: "calls",
      name: "Calls",
      unit: "call",
      units: "calls",
      description: "Every live call.",
      count: "calls",
      stripeEvent: "parcelway_calls",
    },
    {
      id: "labels",
      name: "Labels",
      unit: "label",
      units: "labels",
      description: "Parcels a label was made for: the quantity of successful POST /shipments.",
      count: "quantity",
      where: [{ method: "POST", route: "/shipments", status: "2xx" }],
      stripeEvent: "parcelway_labels",
    },
  ],
  // What a unit costs, as decimal text in the currency. A price change is a new row with `from`; earlier usage keeps its price.
  plans: [
    {
      id: "free",
      name: "Build",
      description: "For trying things out.",
      prices: [
        { meters: { calls: { included: 10_000, unitPrice: "0" }, labels: { included: 100, unitPrice: "0.08" } } },
      ],
      monthlyQuota: 10_000,
      ratelimits: [{ name: "burst", limit: 100, durationMs: 60_000 }],
    },
    {
      id: "grow",
      name: "Grow",
      description: "Pay for what you ship.",
      prices: [
        {
          monthly: "49.00",
          meters: {
            calls: { included: 100_000, unitPrice: "0.0012" },
            labels: {
              included: 1_000,
              graduated: [
                { upTo: 10_000, unitPrice: "0.05" },
                { upTo: 100_000, unitPrice: "0.035" },
                { unitPrice: "0.02" },
              ],
            },
          },
        },
      ],
      ratelimits: [{ name: "burst", limit: 1_000, durationMs: 60_000 }],
    },
    {
      id: "scale",
      name: "Scale",
      description: "For warehouses and marketplaces.",
      prices: [
        {
          monthly: "990.00",
          meters: {
            calls: { included: 5_000_000, unitPrice: "0.0004" },
            labels: {
              included: 20_000,
              volume: [
                { upTo: 50_000, unitPrice: "0.03" },
                { upTo: 500_000, unitPrice: "0.018" },
                { unitPrice: "0.011" },
              ],
            },
          },
        },
      ],
      ratelimits: [{ name: "burst", limit: 10_000, durationMs: 60_000 }],
    },
  ],
  defaultPlan: "free",
  billing: { closeAfterDays: 3 },
  journey: {
    lookbackDays: 90,
    valuable: [{ method: "POST", route: "/shipments", status: "2xx" }],
  },
  keys: { livePolicy: "sandbox-first" },
  visits: {},
  privacy: { consent: "off" },
  showcase: { categories: ["Storefronts", "Warehouses", "Tracking", "Analytics", "Other"] },
});
