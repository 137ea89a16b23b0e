import { beforeEach, describe, expect, test } from "vitest";
import { parseFields } from "@/lib/base/field-errors";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { confirmImport } from "./confirm-import";
import { draftImport } from "./draft-import";
import { guessDateOrder, guessDecimalMark } from "./internal/guess-mapping";
import { readAmount, readCount, readDay } from "./internal/read-values";
import { previewImport } from "./preview-import";
import { recordSpend } from "./record-spend";
import { type Mapping, maxFileBytes, recordSpendInput } from "./schema";
import { setBudget, setBudgetInput } from "./set-budget";
import { sumSpend } from "./sum-spend";

useStores({ postgres: true });

const upload = (text: string | Buffer, name = "ads.csv") =>
  draftImport(postgres(), { name, bytes: Buffer.from(text as string), personId: "per_mia" });
const draft = async (text: string | Buffer) => {
  const outcome = await upload(text);
  if (outcome.kind !== "drafted") throw new Error(outcome.problem);
  return outcome.importId;
};
const preview = async (importId: string, change: Partial<Mapping> = {}) => {
  const first = await previewImport(postgres(), importId);
  if (!first) throw new Error("gone");
  const mapping = { ...first.mapping, ...change };
  return { importId, mapping, seen: await previewImport(postgres(), importId, mapping) };
};
const confirm = async (text: string | Buffer, change: Partial<Mapping> = {}, leaveOut = false) => {
  const { importId, mapping } = await preview(await draft(text), change);
  return confirmImport(postgres(), { importId, mapping, leaveOut, personId: "per_mia" });
};
const stored = () => sumSpend(postgres(), "2026-01-01", "2026-12-31");

const file = [
  "Date,Source,Campaign,Amount,Clicks,Impressions",
  '2026-05-01,google,Launch,"1,234.50",100,"10,000"',
  "2026-05-02,google,Launch,10,1,",
  "2026-05-02,Google , launch ,5.25,2,50",
].join("\n");

beforeEach(async () => {
  await postgres().spendRow.deleteMany();
  await postgres().spendMapping.deleteMany();
});

describe("a file", () => {
  test("is shown first and written once confirmed; the same again changes nothing, a corrected amount is told and replaces", async () => {
    const { importId, mapping, seen } = await preview(await draft(file));
    expect(seen).toMatchObject({
      fileName: "ads.csv",
      lines: 3,
      missing: [],
      errors: [],
      from: "2026-05-01",
      to: "2026-05-02",
      // 1234.50 + 10 + 5.25
      total: "1249.75",
      changes: { added: 2, changed: 0, unchanged: 0, merged: 1 },
    });
    expect(await stored()).toEqual([]);
    const input = { importId, mapping, leaveOut: false, personId: "per_mia" };
    expect(await confirmImport(postgres(), input)).toMatchObject({ kind: "imported", changes: { added: 2 } });
    expect(await confirmImport(postgres(), input)).toEqual({ kind: "gone" });
    expect(await stored()).toMatchObject([
      { sourceKey: "google", campaignKey: "launch", amount: "1249.750000", clicks: 103, impressions: 10_050 },
    ]);
    expect(await confirm(file)).toMatchObject({ changes: { added: 0, changed: 0, unchanged: 2 } });
    const corrected = file.replace("1,234.50", "1,000.00").replaceAll("google", "GOOGLE");
    const second = await preview(await draft(corrected));
    expect(second.seen?.changes).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    expect(second.seen?.rows[0]).toMatchObject({ amount: "1000.00", state: "changed", was: { amount: "1234.50" } });
    await confirmImport(postgres(), { ...second, leaveOut: false, personId: "per_mia" });
    expect(await stored()).toMatchObject([{ amount: "1015.250000" }]);
    const audit = await postgres().auditEntry.findMany({ where: { action: "spend.imported" }, orderBy: { id: "asc" } });
    expect(audit.map(({ actorId, after }) => [actorId, (after as { changed: number }).changed])).toEqual([
      ["per_mia", 0],
      ["per_mia", 0],
      ["per_mia", 1],
    ]);
    expect(await postgres().spendImport.count({ where: { confirmedAt: { not: null }, text: { not: "" } } })).toBe(0);
  });

  test("errors are told by line, nothing is written without a word, and a bad line leaves out its whole row", async () => {
    const bad = `${file}\nTotal,,,1249.75,,\n2026-05-02,google,launch,oops,1,1\n2026-02-30,x,y,1,,\n2026-05-03,x,y,-4,,\n`;
    const { seen } = await preview(await draft(bad));
    expect(seen?.errors.map(({ line, field }) => [line, field])).toEqual([
      [5, "date"],
      [5, "source"],
      [5, "campaign"],
      [6, "amount"],
      [7, "date"],
      [8, "amount"],
    ]);
    expect(seen).toMatchObject({ badLines: 4, changes: { added: 1, merged: 0 } });
    expect(await confirm(bad)).toEqual({ kind: "errors" });
    expect(await stored()).toEqual([]);
    expect(await confirm(bad, {}, true)).toMatchObject({ kind: "imported", changes: { added: 1 } });
    expect(await stored()).toMatchObject([{ amount: "1234.500000" }]);
  });

  test("of another country and platform: title lines, semicolons, UTF-16, day first, decimal comma, one source; remembered by its shape", async () => {
    const german = [
      "Kampagnenbericht",
      "1. Mai 2026 - 31. Mai 2026",
      "Tag;Kampagne;Kosten;Währungscode;Klicks;Impr.",
      '31.05.2026;"=SUM(A1)";1.234,56;EUR;1.000;--',
    ].join("\r\n");
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(german, "utf16le")]);
    const { importId, mapping, seen } = await preview(await draft(bytes));
    expect(seen).toMatchObject({ missing: [{ field: "source" }], remembered: false });
    expect(mapping).toMatchObject({
      dateOrder: "dmy",
      decimalMark: "comma",
      columns: { amount: "Kosten", source: "" },
    });
    const named = { ...mapping, source: "google" };
    await confirmImport(postgres(), { importId, mapping: named, leaveOut: false, personId: "per_mia" });
    expect(await stored()).toMatchObject([
      { source: "google", campaign: "=SUM(A1)", amount: "1234.560000", clicks: 1_000, impressions: null },
    ]);
    const again = await previewImport(postgres(), await draft(`\ufeff${german}`));
    expect(again).toMatchObject({
      remembered: true,
      missing: [],
      changes: { unchanged: 1 },
      mapping: { source: "google" },
    });
  });

  test("in another currency needs its rate", async () => {
    const dollars = "date,source,campaign,amount,currency\n2026-05-01,x,y,100.00,USD\n2026-05-02,x,y,1.00,EUR";
    const { seen } = await preview(await draft(dollars));
    expect(seen?.errors).toMatchObject([
      { line: 2, field: "currency", detail: expect.stringContaining("rate of USD") },
    ]);
    await confirm(dollars, { rateCurrency: "USD", rate: "0.915" });
    expect(await stored()).toMatchObject([{ amount: "92.500000" }]);
    // Everything is remembered but the rate: it is another one by the next file.
    const next = await previewImport(postgres(), await draft(dollars.replaceAll("2026-05", "2026-06")));
    expect(next).toMatchObject({
      remembered: true,
      missing: [{ field: "rate" }],
      mapping: { rateCurrency: "USD", rate: "" },
    });
  });

  test.each([
    ["empty", ""],
    ["empty", "\ufeff \n"],
    ["nul", "date,amount\n2026-01-01,\0"],
    ["encoding", Buffer.from([0x64, 0xe4, 0x0a])],
    ["spreadsheet", Buffer.from("PK\x03\x04xl")],
    ["no_rows", "date,source,campaign,amount\n"],
    ["too_many_columns", `${"a,".repeat(1_000)}b\n1`],
    ["too_many_columns", `a,b\n${"x".repeat(300_000)}`],
    ["too_many_rows", `a,b\n${"1,2\n".repeat(50_001)}`],
    ["too_large", Buffer.alloc(maxFileBytes + 1, "a,")],
    ["quotes", 'date,amount\n2026-01-01,"12'],
    ["quotes", 'date,amount\n2026-01-01,a"b"c'],
  ])("is refused before anything is kept: %s", async (problem, text) => {
    const before = await postgres().spendImport.count();
    expect(await upload(text)).toMatchObject({ kind: "refused", problem });
    expect(await postgres().spendImport.count()).toBe(before);
  });
});

describe("the API", () => {
  const actor = { kind: "token", id: "tok_1" } as const;
  const row = { date: "2026-05-01", source: "x", campaign: "y", amount: "10.10", clicks: 3 };
  const send = async (body: unknown) => recordSpend(postgres(), parseFields(recordSpendInput, body), actor);

  test("adds up equal keys of one request, replaces, and is idempotent", async () => {
    expect(await send({ rows: [row, { ...row, amount: 0.2 }] })).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
      merged: 1,
    });
    expect(await send({ rows: [{ ...row, amount: "10.3", clicks: 6 }] })).toMatchObject({ unchanged: 1 });
    expect(await send({ rows: [{ ...row, amount: "1" }], dryRun: true })).toMatchObject({ changed: 1 });
    // Clicks that are not said stay.
    expect(await send({ rows: [{ ...row, amount: "9", clicks: undefined }] })).toMatchObject({ changed: 1 });
    expect(await stored()).toMatchObject([{ amount: "9.000000", clicks: 6, impressions: null }]);
  });

  test("many at once, from several sides, make one row", async () => {
    const all = await Promise.all([1, 2, 3, 4].map((amount) => send({ rows: [{ ...row, amount }] })));
    expect(all.map(({ added }) => added).sort()).toEqual([0, 0, 0, 1]);
    expect(await postgres().spendRow.count()).toBe(1);
  });

  test("names row and field, and writes nothing", async () => {
    const rows = [
      row,
      { ...row, date: "2026-02-30", amount: "1,5", clicks: -1, shape: 1 },
      { ...row, currency: "USD" },
    ];
    await expect(send({ rows })).rejects.toMatchObject({
      errors: expect.arrayContaining(
        ["/rows/1/date", "/rows/1/amount", "/rows/1/clicks", "/rows/1/shape"].map((pointer) =>
          expect.objectContaining({ pointer }),
        ),
      ),
    });
    await expect(send({ rows: [row, rows[2]] })).rejects.toMatchObject({ errors: [{ pointer: "/rows/1/currency" }] });
    for (const amount of ["1e3", 1e21, "-1", "", " 1", Number.NaN])
      await expect(send({ rows: [{ ...row, amount }] })).rejects.toThrow();
    for (const campaign of ["", " ", "a\0b", "x".repeat(513)])
      await expect(send({ rows: [{ ...row, campaign }] })).rejects.toThrow();
    expect(await stored()).toEqual([]);
  });
});

test("a budget is set, changed and taken back by campaign, whatever its case", async () => {
  const set = (campaign: string, amount: string) =>
    setBudget(postgres(), setBudgetInput.parse({ campaign, amount }), "per_mia");
  await set("Launch", "100");
  await set(" launch", "250.50");
  expect(await postgres().spendBudget.findMany()).toMatchObject([{ campaignKey: "launch", campaign: "launch" }]);
  await set("LAUNCH", "");
  expect(await postgres().spendBudget.count()).toBe(0);
  expect(setBudgetInput.safeParse({ campaign: "x", amount: "-1" }).success).toBe(false);
});

describe("values", () => {
  test.each([
    ["1,234.50", "point", "1234.5"],
    ["1.234,50", "comma", "1234.5"],
    ["€ 1.234", "comma", "1234"],
    ["1 234,56 €", "comma", "1234.56"],
    ["1'234.56", "point", "1234.56"],
    ["12.50 USD", "point", "12.5"],
    ["0,999", "comma", "0.999"],
    ["1,23", "point", null],
    ["12,34,567", "point", null],
    ["1.234,50", "point", null],
    ["-3", "point", null],
    ["", "point", null],
    ["1e5", "point", null],
  ] as const)("%s with a decimal %s is %s", (text, mark, amount) => {
    expect(readAmount(text, mark)).toBe(amount);
  });

  test.each([
    ["2026-05-01", "ymd", "2026-05-01"],
    ["20260501", "ymd", "2026-05-01"],
    ["2026/5/1 00:00:00", "dmy", "2026-05-01"],
    ["01.05.2026", "dmy", "2026-05-01"],
    ["5/1/2026", "mdy", "2026-05-01"],
    ["5/1/26", "mdy", null],
    ["01.05.2026", "ymd", null],
    ["Total", "ymd", null],
  ] as const)("%s read as %s is %s", (text, order, day) => {
    expect(readDay(text, order)).toBe(day);
  });

  test("what a file does not tell is not guessed", () => {
    expect([guessDateOrder(["03/04/2026"]), guessDateOrder(["03/04/2026", "13/04/2026"])]).toEqual(["", "dmy"]);
    expect(guessDateOrder(["04/13/2026"])).toBe("mdy");
    expect([guessDecimalMark(["1,234"]), guessDecimalMark(["1,234", "1,5"])]).toEqual(["", "comma"]);
    expect([guessDecimalMark(["1.5", "1,5"]), guessDecimalMark(["12", "7"])]).toEqual(["", "point"]);
    expect([guessDecimalMark(["1.234.567"]), guessDecimalMark(["0.125"])]).toEqual(["comma", "point"]);
    expect([readCount("1.000", "comma"), readCount("1.5", "point")]).toEqual([1_000, null]);
  });
});
