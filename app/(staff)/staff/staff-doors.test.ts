import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { dayMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createDestination } from "@/lib/destinations/create-destination";
import { type StaffRole, staffRoles } from "@/lib/identity/schema";
import { append, event, reloadLinks, visit } from "@/lib/reports/testing/ledger";
import { GET as getFile } from "./destinations/[destinationId]/file/route";
import { deleteDestinationAction, dryRunAction, switchDestinationAction } from "./destinations/actions";
import { deleteDigestAction, saveDigestAction, switchDigestAction, testDigestAction } from "./digests/actions";
import { createEmbedAction, revokeEmbedAction } from "./embeds/actions";
import { resendMailAction, testMailAction } from "./mail/actions";
import { deleteNoteAction, hideChangeAction, saveNoteAction } from "./notes/actions";
import { GET as getSqlCsv } from "./sql/csv/route";
import { handleStuckAction } from "./stuck/actions";
import { GET as getStuckCsv } from "./stuck/export/route";

type Person = { id: string; email: string | null; staffRole: StaffRole | null };
const who = vi.hoisted(() => ({ person: null as Person | null }));
vi.mock("@/lib/access/current-person", () => ({ currentPerson: async () => who.person }));
vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

useStores();
const as = (staffRole: StaffRole | null) => {
  who.person = { id: "per_me", email: "me@staff.example", staffRole };
};
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
/** Where an action leads, what a route answered, `404` for who finds no page there, else what the action says. */
async function outcome(door: () => Promise<unknown>): Promise<unknown> {
  try {
    const answer = await door();
    return answer instanceof Response ? `answered ${answer.status}` : answer;
  } catch (error) {
    const [kind, status, address] = String((error as { digest?: string }).digest).split(";");
    if (kind === "NEXT_REDIRECT") return address;
    if (kind === "NEXT_HTTP_ERROR_FALLBACK") return status;
    throw error;
  }
}

const noteFields = { kind: "launch", title: "Version 2", fromDay: "2026-11-20" };
const digestFields = {
  ...{ name: "The week", report: "journey", address: "entity=company", frequency: "weekly", weekday: "1", hour: "8" },
  ...{ timeZone: "Europe/Berlin", recipients: "me@staff.example" },
};
const url = (path: string) => new Request(`http://portal.test${path}`);
const fileOf = (destinationId: string, query: string) =>
  getFile(url(`/staff/destinations/${destinationId}/file?${query}`), { params: Promise.resolve({ destinationId }) });
const noState = { revision: 0, values: {}, errors: {} };

/** Every door of the younger rooms, and who may pass it beside admins. */
const doors: [string, StaffRole[], () => Promise<unknown>][] = [
  ["write a note", ["devrel", "marketing", "success"], () => saveNoteAction({}, form(noteFields))],
  ["delete a note", ["devrel", "marketing", "success"], () => deleteNoteAction(form({ noteId: "nte_x" }))],
  [
    "hide a change",
    ["devrel", "marketing", "success"],
    () => hideChangeAction(form({ noteId: "chg_x", hidden: "yes" })),
  ],
  [
    "save a digest",
    ["devrel", "marketing", "success"],
    () => saveDigestAction(noState, form({ ...digestFields, name: "" })),
  ],
  ["try a digest", ["devrel", "marketing", "success"], () => testDigestAction(form({ digestId: "dig_x" }))],
  ["switch a digest", ["devrel", "marketing", "success"], () => switchDigestAction(form({ digestId: "dig_x" }))],
  ["delete a digest", ["devrel", "marketing", "success"], () => deleteDigestAction(form({ digestId: "dig_x" }))],
  [
    "make an embedded chart",
    ["devrel", "marketing"],
    () => createEmbedAction(form({ chart: "layers", title: "Ours" })),
  ],
  ["revoke an embedded chart", ["devrel", "marketing"], () => revokeEmbedAction(form({ embedId: "emb_x" }))],
  ["send a note to who is stuck", ["devrel", "success"], () => handleStuckAction(form({ caseId: "x", do: "note" }))],
  ["put a case away", ["devrel", "success"], () => handleStuckAction(form({ caseId: "x", do: "dismiss" }))],
  ["export who is stuck", ["viewer", "devrel", "marketing", "success"], () => getStuckCsv(url("/staff/stuck/export"))],
  ["send a test mail", [], () => testMailAction()],
  ["send a mail again", [], () => resendMailAction(form({ mailId: "mai_x" }))],
  ["ask in SQL", ["marketing"], () => getSqlCsv(url("/staff/sql/csv?q="))],
  ["download conversions", ["marketing"], () => fileOf("dst_x", "from=2026-11-01&to=2026-11-02")],
  ["dry run a feed", ["marketing"], () => dryRunAction({}, form({ destinationId: "dst_x" }))],
  ["switch a destination", [], () => switchDestinationAction(form({ destinationId: "dst_x", enabled: "yes" }))],
  ["delete a destination", [], () => deleteDestinationAction(form({ destinationId: "dst_x" }))],
];

beforeAll(async () => {
  await postgres().person.create({
    data: { id: "per_me", name: "Me", email: "me@staff.example", staffRole: "marketing" },
  });
});
afterAll(() => {
  who.person = null;
});
const written = async () => {
  const db = postgres();
  return [
    await db.note.count(),
    await db.digest.count(),
    await db.embed.count(),
    await db.mail.count(),
    await db.auditEntry.count(),
  ];
};

describe("who may", () => {
  it.each(doors)("%s: admins and %j", async (_name, roles, door) => {
    const before = await written();
    for (const role of [null, ...staffRoles]) {
      if (role === "admin" || (role && roles.includes(role))) continue;
      as(role);
      expect(await outcome(door), String(role)).toBe("404");
    }
    who.person = null;
    expect(await outcome(door)).toMatch(/^\/sign-in/);
    // Whom it was closed to changed nothing.
    expect(await written()).toEqual(before);
    for (const role of [...roles, "admin" as const]) {
      as(role);
      expect(await outcome(door), role).not.toBe("404");
    }
  });
});

describe("what they do", () => {
  beforeEach(() => as("marketing"));

  it("notes: written, changed and deleted, with what is wrong beside its field", async () => {
    const wrong = await outcome(() => saveNoteAction({}, form({ ...noteFields, title: "", link: "javascript:x" })));
    expect(wrong).toMatchObject({ errors: { title: "needs a title", link: expect.any(String) } });
    const added = String(await outcome(() => saveNoteAction({}, form({ ...noteFields, title: "Ours" }))));
    const noteId = /nte_[0-9a-z]+/.exec(added)?.[0] ?? "";
    expect(added).toBe(`/staff/notes/${noteId}?done=added`);
    await outcome(() => saveNoteAction({}, form({ ...noteFields, noteId, title: "Theirs" })));
    expect(await postgres().note.findUnique({ where: { id: noteId } })).toMatchObject({ title: "Theirs" });
    const ends = form({ ...noteFields, noteId, toDay: "2026-11-19" });
    expect(await outcome(() => saveNoteAction({}, ends))).toMatchObject({
      errors: { toDay: "must not be before from" },
    });
    expect(await outcome(() => deleteNoteAction(form({ noteId })))).toBe("/staff/notes?done=deleted");
    expect(await outcome(() => deleteNoteAction(form({ noteId })))).toBe("/staff/notes");
  });

  it("digests: only to staff; turned off and on again; gone", async () => {
    const strangers = form({ ...digestFields, recipients: "x@stranger.example" });
    expect(await outcome(() => saveDigestAction(noState, strangers))).toMatchObject({
      errors: { recipients: "must be addresses of staff; x@stranger.example is none" },
    });
    const made = String(await outcome(() => saveDigestAction(noState, form(digestFields))));
    const digestId = /dig_[0-9a-z]+/.exec(made)?.[0] ?? "";
    expect(made).toBe(`/staff/digests/${digestId}?done=saved`);
    await outcome(() => switchDigestAction(form({ digestId, enabled: "no" })));
    expect(await postgres().digest.findUnique({ where: { id: digestId } })).toMatchObject({ enabled: false });
    await outcome(() => testDigestAction(form({ digestId })));
    expect((await postgres().mail.findMany({ where: { kind: "digest" } })).map((mail) => mail.recipient)).toEqual([
      "me@staff.example",
    ]);
    expect(await outcome(() => deleteDigestAction(form({ digestId })))).toBe("/staff/digests?done=deleted");
  });

  it("an ad platform's file: its days with both ends, in its layout, noted in the audit log", async () => {
    const day = new Date(Date.now() - 3 * dayMs).toISOString().slice(0, 10);
    await append([
      visit(`${day}T10:00:00Z`, "vis_me", "paid-search", { click_id_kind: "gclid", click_id: "Cj0KCQiA-mine" }),
      event(`${day}T23:59:59Z`, "signed_up", { visitor: "vis_me", person: "per_me" }),
    ]);
    await reloadLinks();
    const saved = await createDestination(
      postgres(),
      "google_ads",
      {
        name: "Google",
        settings: { customerId: "123-456-7890" },
        filter: { events: ["*"] },
        mapping: {},
        feed: { backDays: 90, rules: [{ stage: "signed_up", action: "111", fileAction: "Sign-up" }] },
      },
      "per_admin",
    );
    if (saved.kind !== "saved") throw new Error(JSON.stringify(saved));
    const { destinationId } = saved;
    const file = await fileOf(destinationId, `from=${day}&to=${day}`);
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="google-ads-${day}-${day}.csv"`);
    expect(file.headers.get("cache-control")).toContain("no-store");
    expect((await file.text()).trimEnd().split("\r\n").slice(2)).toEqual([
      expect.stringMatching(new RegExp(`^Cj0KCQiA-mine,Sign-up,${day} 23:59:59,,,cnv_[0-9a-f]{32},,$`)),
    ]);
    const entry = await postgres().auditEntry.findFirst({ where: { subjectId: destinationId, actorId: "per_me" } });
    expect(entry).toMatchObject({ action: "destination.file_downloaded", after: { rows: 1 } });
    for (const [query, pointer] of [
      ["", "?from"],
      [`from=${day}`, "?to"],
      [`from=2026-02-31&to=${day}`, "?from"],
      [`from=${day}&to=2020-01-01`, "?to"],
    ] as const) {
      const refused = await fileOf(destinationId, query);
      expect([refused.status, (await refused.json()).errors[0].pointer], query).toEqual([400, pointer]);
    }
    expect((await fileOf("dst_none", `from=${day}&to=${day}`)).status).toBe(404);
  });
});
