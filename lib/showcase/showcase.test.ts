import { afterEach, describe, expect, it } from "vitest";
import { minuteMs, now, shiftClock } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { countCategories } from "./count-categories";
import { countWaitingListings } from "./count-waiting-listings";
import { decideListing } from "./decide-listing";
import { featureListing } from "./feature-listing";
import { getAppListing } from "./get-app-listing";
import { getListing } from "./get-listing";
import { listModerated } from "./list-moderated";
import { listPublished } from "./list-published";
import { saveListing } from "./save-listing";
import type { ListingText } from "./schema";
import { submitListing } from "./submit-listing";
import { unpublishListing } from "./unpublish-listing";

useStores({ postgres: true, env: { PUBLIC_URL: "https://portal.example" } });
afterEach(() => shiftClock(0));

const moderator = { personId: "per_staff", role: "marketing" };
const text: ListingText = {
  name: "Mill Books",
  tagline: "Labels for every order",
  description: "Prints a label for each order of a bookshop and tells the buyer.",
  websiteUrl: "https://mill-books.example/",
  category: "Storefronts",
  tags: ["Books", "labels "],
};

const owner = () => ({ appId: newId("app"), companyId: newId("company"), personId: newId("person") });
type Owner = ReturnType<typeof owner>;

async function saved(who: Owner = owner(), changes: Partial<ListingText> = {}) {
  const outcome = await saveListing(postgres(), { ...who, text: { ...text, ...changes } });
  if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome.errors));
  return { ...who, listingId: outcome.listing.id, listing: outcome.listing };
}
type Saved = Awaited<ReturnType<typeof saved>>;

const submit = (given: Saved, certified = true) => submitListing(postgres(), { ...given, certified });
const view = async (given: Owner) => {
  const listing = await getAppListing(postgres(), given);
  if (!listing) throw new Error("no listing");
  return listing;
};
const decide = async (
  given: Saved,
  decision: "publish" | "reject",
  note = "",
  actor: typeof moderator = moderator,
  certified = true,
) =>
  decideListing(postgres(), {
    listingId: given.listingId,
    certified,
    submittedAt: (await view(given)).submittedAt ?? "never",
    decision: { decision, note },
    actor,
  });

async function published(changes: Partial<ListingText> = {}) {
  const given = await saved(owner(), changes);
  await submit(given);
  await decide(given, "publish");
  return given;
}

async function eventsOf(listingId: string) {
  const rows = await postgres().eventOutbox.findMany({ orderBy: { id: "asc" } });
  return rows
    .map((row) => row.payload as { event: string; userId?: string; properties: { listing_id?: string } })
    .filter((event) => event.properties.listing_id === listingId);
}

describe("the editor", () => {
  it("keeps unfinished drafts, tidied, without showing them to anybody", async () => {
    const given = await saved(owner(), { tagline: "", description: " a\r\nb ", tags: ["Books", "books", " "] });
    expect(given.listing).toMatchObject({
      state: "draft",
      slug: expect.stringMatching(/^mill-books/),
      published: null,
    });
    expect(given.listing.edited).toMatchObject({ tagline: "", description: "a\nb", tags: ["books"] });
    expect(await getListing(postgres(), given.listing.slug)).toBeNull();
  });

  it.each([
    ["name", { name: "" }],
    ["name", { name: "x".repeat(61) }],
    ["tagline", { tagline: "x".repeat(121) }],
    ["description", { description: "x".repeat(5_001) }],
    ["websiteUrl", { websiteUrl: "javascript:alert(document.cookie)" }],
    ["websiteUrl", { websiteUrl: "http://mill-books.example" }],
    ["websiteUrl", { websiteUrl: "https://localhost:3000/" }],
    ["websiteUrl", { websiteUrl: "https://mill-books.example@evil.example/" }],
    ["category", { category: "Nonsense" }],
    ["tags", { tags: ["a", "b", "c", "d", "e", "f"] }],
    ["tags", { tags: ["x".repeat(25)] }],
  ])("refuses a wrong %s and keeps nothing", async (field, changes) => {
    const who = owner();
    const outcome = await saveListing(postgres(), { ...who, text: { ...text, ...changes } });
    expect(outcome).toMatchObject({ kind: "refused", errors: { [field]: expect.any(String) } });
    expect(await getAppListing(postgres(), who)).toBeNull();
  });

  it("gives apps of the same name addresses of their own, also when saved at once", async () => {
    const name = `Twin ${newId("event").slice(-6)}`;
    const all = await Promise.all(Array.from({ length: 6 }, () => saved(owner(), { name })));
    expect(new Set(all.map((one) => one.listing.slug)).size).toBe(6);
  });

  it("makes one listing of one app, however often it is saved at once", async () => {
    const who = owner();
    const all = await Promise.all(Array.from({ length: 5 }, () => saved(who)));
    expect(new Set(all.map((one) => one.listingId)).size).toBe(1);
  });

  it("is not for another company", async () => {
    const given = await saved();
    expect(await getAppListing(postgres(), { ...given, companyId: newId("company") })).toBeNull();
    const theirs = submitListing(postgres(), { ...given, companyId: newId("company"), certified: true });
    await expect(theirs).rejects.toMatchObject({ code: "not_found" });
    const owned = { owner: { personId: "per_x", companyId: newId("company") } };
    await expect(unpublishListing(postgres(), given.listingId, owned)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("submitting", () => {
  it("needs a certified app and a whole text", async () => {
    const half = await saved(owner(), { tagline: "", description: "Short.", websiteUrl: "", category: "" });
    expect(await submit(half, false)).toEqual({ kind: "not_certified" });
    const outcome = await submit(half);
    if (outcome.kind !== "incomplete") throw new Error(outcome.kind);
    expect(Object.keys(outcome.errors).sort()).toEqual(["category", "description", "tagline", "websiteUrl"]);
    expect((await view(half)).state).toBe("draft");
  });

  it("happens once, also when pressed at once", async () => {
    const given = await saved();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => submit(given)));
    expect(outcomes.filter((outcome) => outcome.kind === "submitted")).toHaveLength(1);
    expect((await eventsOf(given.listingId)).map((event) => event.event)).toEqual(["listing_submitted"]);
    expect((await listModerated(postgres(), "waiting")).map((one) => one.id)).toContain(given.listingId);
    expect(await countWaitingListings(postgres())).toBeGreaterThan(0);
  });

  it("is taken back by an edit: moderation never decides on what it has not seen", async () => {
    const given = await saved();
    await submit(given);
    const seen = (await view(given)).submittedAt ?? "";
    await saved(given, { tagline: "Something else entirely" });
    expect(await view(given)).toMatchObject({ state: "draft", submittedAt: null });
    shiftClock(minuteMs);
    await submit(given);
    const stale = {
      listingId: given.listingId,
      submittedAt: seen,
      decision: { decision: "publish", note: "" },
    } as const;
    expect(await decideListing(postgres(), { ...stale, certified: true, actor: moderator })).toEqual({
      kind: "changed_since",
    });
    expect(await getListing(postgres(), given.listing.slug)).toBeNull();
  });
});

describe("moderation", () => {
  it("publishes nothing whose certificate is gone since it was submitted, but can send it back", async () => {
    const given = await saved();
    await submit(given);
    expect(await decide(given, "publish", "", moderator, false)).toEqual({ kind: "not_certified" });
    expect(await view(given)).toMatchObject({ state: "submitted" });
    expect(await decide(given, "reject", "Certify it again, please.", moderator, false)).toMatchObject({
      kind: "rejected",
    });
  });

  it("publishes the draft: page, gallery, event of its writer, audit log", async () => {
    const given = await published();
    const page = await getListing(postgres(), given.listing.slug);
    expect(page).toMatchObject({
      name: "Mill Books",
      tags: ["books", "labels"],
      websiteHost: "mill-books.example",
      featured: false,
    });
    expect(page?.outPath).toMatch(new RegExp(`^/out/${given.listingId}\\?s=[\\w-]{43}$`));
    expect(JSON.stringify(page)).not.toContain("https://mill-books.example");
    expect(await view(given)).toMatchObject({ state: "published", hasDraft: false, submittedAt: null });
    expect((await eventsOf(given.listingId)).map((event) => [event.event, event.userId])).toEqual([
      ["listing_submitted", given.personId],
      ["listing_published", given.personId],
    ]);
    const entries = await postgres().auditEntry.findMany({
      where: { subjectId: given.listingId },
      orderBy: { id: "asc" },
    });
    expect(entries.map((entry) => entry.action)).toEqual(["listing.submitted", "listing.published"]);
  });

  it("sends back with a note, which must be there", async () => {
    const given = await saved();
    await submit(given);
    await expect(decide(given, "reject", " ")).rejects.toMatchObject({
      code: "invalid_fields",
      errors: [{ pointer: "/note" }],
    });
    expect(await decide(given, "reject", "The website is empty.")).toMatchObject({ kind: "rejected" });
    expect(await view(given)).toMatchObject({ state: "rejected", decisionNote: "The website is empty." });
    await saved(given, { tagline: "Better now" });
    expect(await submit(given)).toEqual({ kind: "submitted" });
  });

  it("is one decision, whoever presses first", async () => {
    const given = await saved();
    await submit(given);
    const outcomes = await Promise.all([
      decide(given, "publish"),
      decide(given, "reject", "No."),
      decide(given, "publish"),
    ]);
    expect(outcomes.filter((outcome) => outcome.kind !== "changed_since")).toHaveLength(1);
  });

  it.each(["viewer", "success", "", null])("is not for the role %j", async (role) => {
    const given = await saved();
    await submit(given);
    const actor = { personId: "per_x", role } as typeof moderator;
    await expect(decide(given, "publish", "", actor)).rejects.toMatchObject({ code: "forbidden" });
    const feature = featureListing(postgres(), { listingId: given.listingId, featured: true, actor });
    await expect(feature).rejects.toMatchObject({ code: "forbidden" });
    const unpublish = unpublishListing(postgres(), given.listingId, { staff: actor, note: "" });
    await expect(unpublish).rejects.toMatchObject({ code: "forbidden" });
  });

  it("of a change leaves the page as it was until the change is published, and tells of no second publication", async () => {
    const given = await published();
    await saved(given, { tagline: "Now with returns" });
    const tagline = async () => (await getListing(postgres(), given.listing.slug))?.tagline;
    expect(await tagline()).toBe(text.tagline);
    await submit(given);
    expect(await view(given)).toMatchObject({ state: "published", hasDraft: true });
    expect((await listModerated(postgres(), "waiting")).map((one) => one.id)).toContain(given.listingId);
    await decide(given, "reject", "Returns of what?");
    expect(await tagline()).toBe(text.tagline);
    expect(await view(given)).toMatchObject({ state: "published", decisionNote: "Returns of what?" });
    await saved(given, { tagline: "Now with returns of books" });
    await submit(given);
    const before = (await view(given)).publishedAt;
    await decide(given, "publish");
    expect(await tagline()).toBe("Now with returns of books");
    expect((await view(given)).publishedAt).toBe(before);
    expect((await eventsOf(given.listingId)).filter((event) => event.event === "listing_published")).toHaveLength(1);
  });

  it("saving what is published already leaves no draft", async () => {
    const given = await published();
    await saved(given, { tagline: "Changed" });
    await saved(given);
    expect(await view(given)).toMatchObject({ hasDraft: false });
    expect(await submit(given)).toEqual({ kind: "no_draft" });
  });

  it("features and takes out again; the text is kept", async () => {
    const given = await published();
    const feature = (featured: boolean) =>
      featureListing(postgres(), { listingId: given.listingId, featured, actor: moderator });
    expect([await feature(true), await feature(true)]).toEqual([true, false]);
    expect((await listPublished(postgres(), { featured: true })).data.map((one) => one.id)).toContain(given.listingId);
    expect((await eventsOf(given.listingId)).filter((event) => event.event === "listing_featured")).toHaveLength(1);
    expect(await unpublishListing(postgres(), given.listingId, { staff: moderator, note: "Site is down." })).toBe(
      given.listing.slug,
    );
    expect(await getListing(postgres(), given.listing.slug)).toBeNull();
    expect(await view(given)).toMatchObject({
      state: "unpublished",
      hasDraft: true,
      featuredAt: null,
      decisionNote: "Site is down.",
    });
    expect(await feature(true)).toBe(false);
    await submit(given);
    await decide(given, "publish");
    expect((await getListing(postgres(), given.listing.slug))?.name).toBe("Mill Books");
  });
});

describe("the gallery", () => {
  it("finds by category and by words, in which % and _ mean themselves", async () => {
    const mark = newId("event").slice(-8);
    const books = await published({ name: `Books ${mark}`, category: "Storefronts" });
    const track = await published({ name: `Track ${mark}`, category: "Tracking", tagline: "100% of parcels" });
    const find = async (filter: Parameters<typeof listPublished>[1]) =>
      (await listPublished(postgres(), filter)).data.map((one) => one.id);
    expect(await find({ search: mark })).toEqual([track.listingId, books.listingId]);
    expect(await find({ search: mark.toUpperCase(), category: "Tracking" })).toEqual([track.listingId]);
    expect(await find({ search: `${mark} 100%` })).toEqual([track.listingId]);
    expect(await find({ search: `${mark} 100_` })).toEqual([]);
    expect(await find({ search: `${mark} nothing` })).toEqual([]);
    expect(await find({ search: mark, category: "Warehouses" })).toEqual([]);
    expect((await countCategories(postgres())).get("Tracking")).toBeGreaterThan(0);
  });

  it("pages without gaps or repeats, and starts again at a cursor that is not its own", async () => {
    const mark = newId("event").slice(-8);
    for (let i = 0; i < 5; i++) await published({ name: `Page ${mark} ${i}` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPublished(postgres(), { search: mark, limit: 2, cursor });
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map((one) => one.name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([4, 3, 2, 1, 0].map((i) => `Page ${mark} ${i}`));
    const odd = await listPublished(postgres(), { search: mark, limit: 2, cursor: "../../etc" });
    expect(odd.data[0]?.name).toBe(`Page ${mark} 4`);
    expect(new Date(odd.data[0]?.publishedAt ?? "") <= now()).toBe(true);
  });
});
