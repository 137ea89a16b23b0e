import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { visitorHeader } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { decideListing } from "@/lib/showcase/decide-listing";
import { getListing } from "@/lib/showcase/get-listing";
import { saveListing } from "@/lib/showcase/save-listing";
import { submitListing } from "@/lib/showcase/submit-listing";
import { GET, HEAD } from "./route";

const cookies = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (cookies.has(name) ? { value: cookies.get(name) } : undefined) }),
}));

useStores({ postgres: true });
afterEach(() => cookies.clear());

const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const visitor = newId("visitor");
let listingId: string;
let outPath: string;

beforeAll(async () => {
  const owner = { appId: newId("app"), companyId: newId("company"), personId: newId("person") };
  const saved = await saveListing(postgres(), {
    ...owner,
    text: {
      name: "Mill Books",
      tagline: "Labels for every order",
      description: "Prints a label for each order of a bookshop and tells the buyer.",
      websiteUrl: "https://mill-books.example/shop",
      category: "Storefronts",
      tags: [],
    },
  });
  if (saved.kind !== "saved") throw new Error("not saved");
  listingId = saved.listing.id;
  await submitListing(postgres(), { listingId, ...owner, certified: true });
  const { submittedAt } = await postgres().listing.findUniqueOrThrow({ where: { id: listingId } });
  await decideListing(postgres(), {
    certified: true,
    listingId,
    submittedAt: submittedAt?.toISOString() ?? "",
    decision: { decision: "publish", note: "" },
    actor: { personId: "per_staff", role: "admin" },
  });
  outPath = (await getListing(postgres(), "mill-books"))?.outPath ?? "";
});

const call = (verb: typeof GET, path: string, headers: Record<string, string> = {}) => {
  const url = new URL(path, "http://127.0.0.1:3000");
  const request = new Request(url, {
    method: verb === HEAD ? "HEAD" : "GET",
    headers: { "user-agent": browser, ...headers },
  });
  return verb(request, {
    params: Promise.resolve({ listingId: decodeURIComponent(url.pathname.split("/")[2] ?? "") }),
  });
};

/** The clicks recorded by what `act` did. */
async function clicksOf(act: () => Promise<unknown>) {
  const before = new Set((await postgres().eventOutbox.findMany({ select: { id: true } })).map((row) => row.id));
  await act();
  const rows = await postgres().eventOutbox.findMany();
  return rows
    .filter((row) => !before.has(row.id))
    .map((row) => row.payload as { event: string; userId?: string; anonymousId?: string })
    .filter((payload) => payload.event === "listing_clicked");
}

describe("the way out", () => {
  it("sends a visitor on and counts the click", async () => {
    let response: Response | undefined;
    const clicks = await clicksOf(async () => {
      response = await call(GET, outPath, { [visitorHeader]: visitor });
    });
    expect(response?.status).toBe(302);
    expect(response?.headers.get("location")).toBe("https://mill-books.example/shop");
    expect(response?.headers.get("cache-control")).toBe("no-store");
    expect(clicks).toMatchObject([{ anonymousId: visitor }]);
    expect(clicks[0]?.userId).toBeUndefined();
  });

  it("tells whose click it was when somebody is signed in", async () => {
    const { token, personId } = await signInLocally(postgres(), env(), { as: "developer" });
    cookies.set("next-auth.session-token", token);
    expect(await clicksOf(() => call(GET, outPath))).toMatchObject([{ userId: personId }]);
  });

  it.each([
    ["a crawler", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
    ["an AI agent", { "user-agent": "ClaudeBot/1.0" }],
    ["curl", { "user-agent": "curl/8.1.2" }],
    ["a prefetch", { "sec-purpose": "prefetch;prerender" }],
    ["an older prefetch", { purpose: "prefetch" }],
  ])("sends %s on, not counted", async (_, headers) => {
    let response: Response | undefined;
    const clicks = await clicksOf(async () => {
      response = await call(GET, outPath, headers);
    });
    expect(response?.headers.get("location")).toBe("https://mill-books.example/shop");
    expect(clicks).toEqual([]);
  });

  it("does not count HEAD, and keeps no visitor who asks for privacy", async () => {
    expect(await clicksOf(() => call(HEAD, outPath))).toEqual([]);
    const [click] = await clicksOf(() => call(GET, outPath, { "sec-gpc": "1", cookie: `wm_vid=${visitor}` }));
    expect(click).toBeDefined();
    expect(click?.anonymousId).toBeUndefined();
  });

  it.each([
    "?s=",
    "?s=forged",
    "?url=https://evil.example",
    "?s=forged&to=//evil.example",
    "?s=https://evil.example",
    "?s[]=x",
    "",
  ])("with a query like %j leads to the listing's own page, whatever it asks for", async (query) => {
    let response: Response | undefined;
    const clicks = await clicksOf(async () => {
      response = await call(GET, `/out/${listingId}${query}`);
    });
    expect(response?.headers.get("location")).toBe("/showcase/mill-books");
    expect(clicks).toEqual([]);
  });

  it.each(["lst_none", "..%2F..%2Fstaff", "%2F%2Fevil.example", "https:%2F%2Fevil.example"])(
    "for %s leads to the gallery",
    async (id) => {
      const response = await call(GET, `/out/${id}?s=x`);
      expect(response.headers.get("location")).toBe("/showcase");
    },
  );
});
