import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { followListing } from "./follow-listing";
import { outboundPath } from "./internal/outbound-link";

useStores({ postgres: true, env: { PUBLIC_URL: "https://portal.example" } });

const signatureOf = (listingId: string) => outboundPath(listingId).split("?s=")[1] ?? "";
const who = { visitorId: "vis_1", personId: "per_1", companyId: "com_viewer", counted: true };

/** A row as nobody could make it through the editor: for links that were stored before a rule, or by another hand. */
async function row(websiteUrl: string, state: "published" | "unpublished" | "submitted" = "published") {
  const id = newId("listing");
  await postgres().listing.create({
    data: {
      id,
      appId: newId("app"),
      companyId: "com_owner",
      slug: id,
      name: "Mill Books",
      websiteUrl,
      state,
      createdById: "per_owner",
      publishedAt: new Date(),
    },
  });
  return id;
}
const follow = (listingId: string, signature = signatureOf(listingId), follower = who) =>
  followListing(postgres(), { listingId, signature, follower });

async function clicksOf(listingId: string) {
  const rows = await postgres().eventOutbox.findMany();
  return rows
    .map(
      (one) =>
        one.payload as { event: string; userId?: string; anonymousId?: string; properties: Record<string, string> },
    )
    .filter((event) => event.event === "listing_clicked" && event.properties.listing_id === listingId);
}

let sound: string;
beforeAll(async () => {
  sound = await row("https://mill-books.example/shop?from=portal");
});

describe("a way out", () => {
  it("leads to the listing's own address and counts who went", async () => {
    expect(await follow(sound)).toEqual({ kind: "leave", url: "https://mill-books.example/shop?from=portal" });
    expect(await clicksOf(sound)).toMatchObject([
      { userId: "per_1", anonymousId: "vis_1", properties: { listing_id: sound, owner_company_id: "com_owner" } },
    ]);
  });

  it("leads there uncounted for bots and prefetches", async () => {
    const id = await row("https://quiet.example/");
    expect(await follow(id, undefined, { ...who, counted: false })).toMatchObject({ kind: "leave" });
    expect(await clicksOf(id)).toEqual([]);
  });

  it.each([
    ["none", () => ""],
    ["of another listing", () => signatureOf("lst_other")],
    ["cut short", (id: string) => signatureOf(id).slice(0, -1)],
    ["with something after it", (id: string) => `${signatureOf(id)}x`],
    ["an address", () => "https://evil.example"],
  ])("with a signature %s shows the listing's page and counts nothing", async (_, make) => {
    const id = await row("https://signed.example/");
    expect(await follow(id, make(id))).toEqual({ kind: "show", slug: id });
    expect(await clicksOf(id)).toEqual([]);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<h1>x</h1>",
    "http://mill-books.example/",
    "https://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://localhost/admin",
    "https://user:pass@mill-books.example/",
    "//evil.example",
    "/staff",
    "",
    "https://mill-books.example\r\nset-cookie: a=b",
  ])("never leads to %j, even if it were stored", async (websiteUrl) => {
    const id = await row(websiteUrl);
    const outcome = await follow(id);
    // A line break is taken out by the URL standard: what is left is an address without one.
    if (outcome.kind === "leave") expect(outcome.url).not.toMatch(/[\r\n]/);
    else expect(outcome).toEqual({ kind: "show", slug: id });
  });

  it("is closed for a listing that is not published, or not there", async () => {
    expect(await follow(await row("https://a.example/", "unpublished"))).toEqual({ kind: "missing" });
    expect(await follow(await row("https://a.example/", "submitted"))).toEqual({ kind: "missing" });
    expect(await follow("lst_none")).toEqual({ kind: "missing" });
    expect(await follow("../../x")).toEqual({ kind: "missing" });
  });
});

describe("a portal on somebody's own machine", () => {
  it("may lead to that machine", async () => {
    const { setEnv, env } = await import("@/lib/base/env");
    const before = env();
    const base = { DATABASE_URL: before.DATABASE_URL, NEXTAUTH_SECRET: before.NEXTAUTH_SECRET, LOG_LEVEL: "silent" };
    setEnv({ ...base, HOST: "127.0.0.1" });
    const id = await row("http://127.0.0.1:4000/app");
    expect(await follow(id)).toEqual({ kind: "leave", url: "http://127.0.0.1:4000/app" });
    setEnv({ ...base, PUBLIC_URL: "https://portal.example" });
    expect(await follow(id)).toEqual({ kind: "show", slug: id });
  });
});
