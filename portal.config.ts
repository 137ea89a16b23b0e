import { definePortal } from "@/lib/base/config/define-portal";

/** Everything that makes this portal yours. Restart (or rebuild) after a change. */
export default definePortal({
  name: "Parcelway",
  organisationPrefix: "pwy",
  tagline: "Ship a parcel with one API call",
  description: "Rates, labels, pickups and tracking across carriers, behind one small HTTP API.",
  brand: { accent: "#0f766e", accentDark: "#2dd4bf", logo: "/brand/logo.svg" },
  api: { name: "Parcelway API", baseUrl: "https://api.parcelway.example", document: "content/reference/openapi.yaml" },
  links: { repository: "https://github.com/parcelway/portal", support: "https://github.com/parcelway/portal/issues" },
  navigation: [
    { label: "Docs", href: "/docs" },
    { label: "Reference", href: "/reference" },
    { label: "Showcase", href: "/showcase" },
    { label: "Pricing", href: "/pricing" },
  ],
  currency: "EUR",
  defaultPlan: "free",
  plans: [
    {
      id: "free",
      name: "Build",
      description: "For trying things out.",
      monthlyPriceCents: 0,
      includedCalls: 10_000,
      unitPriceMicros: 0,
      monthlyQuota: 10_000,
      ratelimits: [{ name: "burst", limit: 100, durationMs: 60_000 }],
    },
    {
      id: "grow",
      name: "Grow",
      description: "Pay for what you ship.",
      monthlyPriceCents: 4_900,
      includedCalls: 100_000,
      unitPriceMicros: 1_200,
      ratelimits: [{ name: "burst", limit: 1_000, durationMs: 60_000 }],
    },
  ],
  journey: {
    lookbackDays: 90,
    valuable: [{ method: "POST", route: "/shipments", status: "2xx" }],
  },
  keys: { livePolicy: "sandbox-first" },
  visits: {},
  showcase: { categories: ["Storefronts", "Warehouses", "Tracking", "Analytics", "Other"] },
});
