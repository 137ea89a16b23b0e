import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { setEnv } from "@/lib/base/env";
import { listPages, sections } from "./list-pages";
import { GET as llms } from "./llms.txt/route";
import { GET as llmsSection } from "./llms-full/[file]/route";
import { GET as pageMarkdown } from "./page-markdown/[[...path]]/route";
import { readPage } from "./read-page";
import { writeSkill } from "./write-skill";

const base = "https://portal.example";
beforeEach(() => void setEnv({ PUBLIC_URL: base }));
afterEach(() => void setEnv({}));

const key = /\bpwy_(sbx|live)_[0-9A-Za-z]{20,}/;

test("every listed page is there as Markdown, without a key", async () => {
  const pages = await listPages();
  expect(pages.length).toBeGreaterThan(60);
  for (const { path } of pages) {
    const markdown = await readPage(path);
    expect([path, markdown?.slice(0, 2)]).toEqual([path, "# "]);
    expect([path, key.exec(markdown ?? "")]).toEqual([path, null]);
    expect([path, /WMX[TH]/.exec(markdown ?? "")]).toEqual([path, null]);
  }
});

test("llms.txt links each of them, and each section is one file of its own pages", async () => {
  const text = await (await llms()).text();
  const pages = await listPages();
  for (const { path } of pages) expect(text).toContain(`(${base}${path === "/" ? "/index" : path}.md)`);
  const section = async (file: string) => llmsSection(new Request(base), { params: Promise.resolve({ file }) });
  for (const name of sections) {
    expect(text).toContain(`(${base}/llms-full/${name}.txt)`);
    const addresses = [...(await (await section(`${name}.txt`)).text()).matchAll(/^<!-- (.*) -->$/gm)];
    expect(addresses.map((match) => match[1])).toEqual(
      pages.filter((page) => page.section === name).map((page) => base + page.path),
    );
  }
  for (const file of ["nothing.txt", "developers", "__proto__.txt", "../llms.txt"]) {
    expect((await section(file)).status).toBe(404);
  }
});

test("the skill has a name, a description and the way to a first call", async () => {
  const text = await writeSkill();
  const [, matter = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const { name, description } = parse(matter);
  expect(name).toBe("parcelway-api");
  expect(description).toMatch(/^How to build on the Parcelway API: /);
  // The Agent Skills format: at most 64 and 1,024 characters.
  expect([name.length <= 64, description.length <= 1_024]).toEqual([true, true]);
  expect(body).toContain(`${base}/sandbox`);
  expect(body).toContain("https://api.parcelway.example");
  expect(body).toContain('-H "Authorization: Bearer YOUR_SANDBOX_KEY"');
  expect(body).toContain(`${base}/oauth/device_authorization -d client_id=`);
  expect(body).toContain(`(${base}/reference/createShipment.md)`);
  expect(text).not.toMatch(key);
});

test("an address that leads nowhere is told so, without its own words", async () => {
  const ask = (path: string[]) => pageMarkdown(new Request(base), { params: Promise.resolve({ path }) });
  expect((await ask(["docs", "quickstart"])).headers.get("vary")).toBe("Accept, User-Agent");
  for (const path of [
    ["docs", "..", "..", "package.json"],
    ["docs", "%2e%2e", "portal"],
    ["..%2f..%2fetc%2fpasswd"],
    ["docs", "quickstart\r\nset-cookie: a=b"],
    ["reference", "toString"],
    ["%E0%A4%A"],
    ["docs", "x".repeat(10_000)],
  ]) {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect((await answer.json()).detail).toBe("There is no such page. /llms.txt lists them all.");
  }
});
