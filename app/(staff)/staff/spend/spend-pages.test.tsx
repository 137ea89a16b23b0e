import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, test, vi } from "vitest";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import AcquisitionCostPage from "../acquisition-cost/page";
import SpendImportPage from "./[importId]/page";
import { confirmImportAction } from "./actions";
import SpendPage from "./page";
import { POST } from "./upload/route";

let role = "marketing";
vi.mock("@/lib/access/require-staff", async (original) => {
  const real = await original<typeof import("@/lib/access/require-staff")>();
  return {
    ...real,
    requireStaff: async (...roles: ("viewer" | "devrel" | "marketing" | "success")[]) => {
      if (!real.mayEnter(role as "viewer", roles)) throw new Error("not found");
      return { id: "per_mia", staffRole: role };
    },
  };
});
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();

const text = (element: React.JSX.Element) =>
  renderToStaticMarkup(element)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const search = (values: Record<string, string> = {}) => ({ searchParams: Promise.resolve(values) });

async function upload(content: string, headers: Record<string, string> = {}) {
  const form = new FormData();
  form.set("file", new File([content], "ads.csv"));
  const ready = new Response(form);
  const body = Buffer.from(await ready.arrayBuffer());
  const answer = await POST(
    new Request("http://portal.test/staff/spend/upload", {
      method: "POST",
      headers: {
        "content-type": ready.headers.get("content-type") as string,
        "content-length": String(body.length),
        origin: env().publicUrl,
        ...headers,
      },
      body,
    }),
  );
  return { status: answer.status, location: answer.headers.get("location") ?? "" };
}

let page: (query?: Record<string, string>) => Promise<string>;
let importId: string;
beforeAll(async () => {
  const { location } = await upload("Day,Campaign,Cost\n03/04/2026,launch,10.50\n04/04/2026,<b>x</b>,oops\n");
  importId = location.replace("/staff/spend/", "");
  page = async (query = {}) => text(await SpendImportPage({ params: Promise.resolve({ importId }), ...search(query) }));
});

test("with nothing there the pages say what to do", async () => {
  expect(text(await SpendPage(search()))).toContain("No file was imported yet");
  expect(text(await AcquisitionCostPage(search()))).toContain("No spend and no conversions in this period");
  expect(text(await AcquisitionCostPage(search({ entity: "person", returns: "metered_amount" })))).toContain(
    "No spend",
  );
  expect(text(await SpendPage(search({ problem: "quotes", line: "7" })))).toContain("Line 7: A quote opens");
});

test("a file's preview asks what it cannot tell, then shows rows and errors; confirming writes them", async () => {
  expect(await page()).toContain("Days and months cannot be told apart here");
  const read = {
    ...{ read: "yes", "columns.date": "Day", "columns.campaign": "Campaign", "columns.amount": "Cost" },
    ...{ source: "google", dateOrder: "dmy", decimalMark: "point" },
  };
  const shown = await page(read);
  expect(shown).toContain("1 line has an error");
  expect(shown).toMatch(/New 2026-04-03 google launch €10\.50/);
  const form = new FormData();
  for (const [name, value] of Object.entries(read)) form.set(name, value);
  const confirm = () => confirmImportAction(importId, form).catch((error) => String(error.digest));
  expect(await confirm()).toContain(`/staff/spend/${importId}`);
  expect(await postgres().spendRow.count()).toBe(0);
  form.set("leaveOut", "yes");
  expect(await confirm()).toContain("done=imported&added=1&changed=0");
  expect(await postgres().spendRow.count()).toBe(1);
  expect(await confirm()).toContain("problem=gone");
  const cost = text(await AcquisitionCostPage(search({ from: "2026-04-01", to: "2026-04-30" })));
  expect(cost).toMatch(/launch google €10\.50/);
});

test("only marketing and admins import, from a page of ours, and nothing too large is read", async () => {
  expect((await upload("a,b\n1,2", { origin: "https://evil.example" })).status).toBe(403);
  expect((await upload("a,b\n1,2", { "content-length": String(11 * 1024 * 1024) })).location).toContain("too_large");
  expect((await upload('a,b\n1,"2')).location).toMatch(/problem=quotes&line=2/);
  role = "viewer";
  await expect(upload("a,b\n1,2")).rejects.toThrow("not found");
  await expect(confirmImportAction(importId, new FormData())).rejects.toThrow("not found");
  await expect(page()).rejects.toThrow("not found");
  expect(text(await SpendPage(search()))).toContain("Marketing imports");
  role = "marketing";
});
