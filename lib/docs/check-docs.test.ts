import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDocs } from "./check-docs";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "check-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const top = "---\ntitle: T\ndescription: D.\naudience: developers\n---\n";

async function check(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const problems = await checkDocs({
    root,
    cacheFolder: path.join(root, ".cache"),
    operations: [
      { id: "createShipment", kind: "operation", method: "post", path: "/shipments", statuses: ["201", "4XX"] },
      { id: "x", kind: "webhook", method: "post", path: "shipment.delivered", statuses: [] },
    ],
    answers: (address) => ["/", "/pricing", "/changelog", "/reference"].includes(address),
    isIcon: (name) => name === "truck",
  });
  return problems.map(({ file, line, message }) => `${file}${line ? `:${line}` : ""}: ${message}`);
}

it("finds nothing wrong where nothing is", async () => {
  expect(
    await check({
      "content/docs/index.mdx": `${top}\n## A part\n\n[a](/docs/b#sub-part) [b](#a-part) [c](/pricing?x=1) [d](/docs.md) [e]({{PORTAL_URL}}/docs/b) [f](https://x.example) [g](mailto:a@b.example) [h](/reference/createShipment) [i](/reference/webhooks/shipment.delivered) [j](/changelog#2026-01-02-a) [k](#code-one)\n\n<Endpoint method="POST" path="/shipments" />\n\n![x](/a%20b.png) ![y](https://x.example/y.png)\n\n\`\`\`js title="One"\n[x](/nowhere)\n\`\`\`\n`,
      "content/docs/b.mdx": `${top.replace("---\n\n", "")}\n#### Sub part\n`,
      "content/changelog/2026-01-02-a.mdx": "---\ntitle: A\ndate: 2026-01-02\n---\n\n[a](/docs/b)\n",
      "content/landing.yaml": "paths:\n  - href: /docs/b\n",
      "public/a b.png": "",
    }),
  ).toEqual([]);
});

it("names file and line of everything that is wrong, on all pages at once", async () => {
  expect(
    await check({
      "content/docs/a.mdx": `${top}\n[a](/docs/gone)\n[b](/docs/b#gone)\n[c](#gone)\n\n[d](b.mdx)\n\n[e](/gone) [f](/reference/gone) [g](/changelog#gone)\n`,
      "content/docs/b.mdx": `${top.replace("audience", "icon: lorry\naudience")}\n<Include file="_x.mdx" />\n\n<Endpoint method="GET" path="/shipments" />\n`,
      "content/_x.mdx": "Fine.\n\n![x](/gone.png)\n\n![x](/../secret.png)\n",
      "content/docs/c.mdx": `${top}\n<Nope />\n\n[a](/docs/gone)\n`,
      "content/docs/d.mdx": "---\ntitle: D\n---\n",
      "content/landing.yaml": "paths:\n  - title: A\n    href: /docs/gone\n",
      "secret.png": "",
    }),
  ).toEqual([
    'content/_x.mdx:3: "/gone.png": public/gone.png is not there',
    'content/_x.mdx:5: "/../secret.png": secret.png is not there',
    'content/docs/a.mdx:7: "/docs/gone": there is no such page',
    'content/docs/a.mdx:8: "/docs/b#gone": the page has no such anchor',
    'content/docs/a.mdx:9: "#gone": the page has no such anchor',
    'content/docs/a.mdx:11: "b.mdx" must begin with /: links are addresses, not files',
    'content/docs/a.mdx:13: "/gone" leads nowhere',
    'content/docs/a.mdx:13: "/reference/gone": the reference has no gone',
    'content/docs/a.mdx:13: "/changelog#gone": the changelog has no such entry',
    'content/docs/b.mdx:4: icon: there is no icon "lorry"',
    "content/docs/b.mdx:10: <Endpoint>: the reference has no GET /shipments",
    expect.stringMatching(/^content\/docs\/c\.mdx:7: <Nope> is not a component/),
    expect.stringMatching(/^content\/docs\/d\.mdx:1: description: /),
    'content/landing.yaml:3: "/docs/gone": there is no such page',
  ]);
});

it("says what is wrong with meta.json and two pages at one address", async () => {
  const problems = await check({
    "content/docs/(start)/a.mdx": top,
    "content/docs/a.mdx": top,
    "content/docs/sub/meta.json": '{\n "pages": [\n  "[Bad](nowhere)"\n ]\n}',
  });
  expect(problems).toEqual(['content/docs/sub/meta.json:3: pages: "nowhere" is no address: begin with / or https://']);
  expect(await check({ "content/docs/sub/meta.json": '{ "pages": ["[Good](/docs/a)"] }' })).toEqual([
    "content/docs/(start)/a.mdx: has the same address as content/docs/a.mdx: /docs/a",
    "content/docs/a.mdx: has the same address as content/docs/(start)/a.mdx: /docs/a",
  ]);
});

it("refuses steps that nothing can tick, and pages that explain what is not there", async () => {
  const steps = (...all: string[]) =>
    `<Steps>\n${all.map((verify) => `<Step title="A" verify="${verify}">\n\nDo.\n\n</Step>`).join("\n")}\n</Steps>\n`;
  expect(
    await check({
      "content/docs/errors.mdx": `${top}\n### bad_request\n`,
      "content/docs/good.mdx": `${top.replace("audience", "explains: [createShipment, bad_request]\naudience")}\n${steps("POST /shipments 201", "POST /shipments 2xx live", "POST /shipments 422", "app_created")}`,
      "content/docs/one.mdx": `${top}\n${steps("POST /shipments 204", "GET /shipments 200", "POST /shipments 5xx")}`,
      "content/docs/two.mdx": `${top}\n${steps("POST shipments 201")}`,
      "content/docs/three.mdx": `${top.replace("audience", "explains: [gone]\naudience")}\nText.\n`,
    }),
  ).toEqual([
    "content/docs/one.mdx:8: <Step verify>: POST /shipments never answers 204; the reference has 201, 4XX",
    "content/docs/one.mdx:13: <Step verify>: the reference has no GET /shipments",
    "content/docs/one.mdx:18: <Step verify>: POST /shipments never answers 5xx; the reference has 201, 4XX",
    'content/docs/three.mdx:4: explains: "gone" is no operationId and no code of the errors page',
    expect.stringMatching(/^content\/docs\/two.mdx:8: verify="POST shipments 201" is neither a call and its answer/),
  ]);
});
