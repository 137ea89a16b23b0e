import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkDocs } from "./check-docs";
import { parseRedirects, toNextRedirects } from "./parse-redirects";

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
    "content/docs/d.mdx:1: description: is missing",
    'content/landing.yaml:3: "/docs/gone": there is no such page',
  ]);
});

it("says what is wrong with meta.json and two pages at one address", async () => {
  const problems = await check({
    "content/docs/(start)/a.mdx": top,
    "content/docs/a.mdx": top,
    "content/docs/sub/meta.json": '{\n "pages": [\n  "[Bad](nowhere)"\n ]\n}',
  });
  expect(problems).toEqual([
    "content/docs/(start)/a.mdx: has the same address as content/docs/a.mdx: /docs/a",
    "content/docs/a.mdx: has the same address as content/docs/(start)/a.mdx: /docs/a",
    'content/docs/sub/meta.json:3: pages: "nowhere" is no address: begin with / or https://',
  ]);
  expect(await check({ "content/docs/sub/meta.json": '{ "pages": ["[Good](/docs/a)"] }' })).toEqual([
    "content/docs/(start)/a.mdx: has the same address as content/docs/a.mdx: /docs/a",
    "content/docs/a.mdx: has the same address as content/docs/(start)/a.mdx: /docs/a",
  ]);
});

it("runs the expressions of pages, and names the file of what they throw", async () => {
  const problems = await check({
    "content/docs/one.mdx": `${top}\n<Callout>Fine: {1 + 1}</Callout>\n\nHello {nowhere.x}.\n`,
    "content/docs/two.mdx": `${top}\n{(() => { throw new Error("boom"); })()}\n`,
    "content/docs/same.mdx": top,
    "content/docs/same/index.mdx": top,
  });
  expect(problems.filter((problem) => /one|two|same/.test(problem))).toEqual([
    "content/docs/one.mdx:9: cannot be drawn: nowhere is not defined",
    "content/docs/same.mdx: a folder has the same name; put the page into it as index.mdx",
    "content/docs/same/index.mdx: has the same address as content/docs/same.mdx: /docs/same",
    "content/docs/two.mdx: cannot be drawn: boom",
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
      "content/changelog/2026-01-02-a.mdx":
        "---\ntitle: A\ndate: 2026-01-02\noperations: [createShipment, gone]\n---\n\nText.\n",
      "content/changelog/2026-01-03-b.mdx": "---\ntitle: B\ndate: 2026-01-03\nbreaking: true\n---\n\nText.\n",
      "content/docs/three.mdx": `${top.replace("audience", "explains: [gone]\naudience")}\nText.\n`,
    }),
  ).toEqual([
    'content/changelog/2026-01-02-a.mdx:4: operations: the reference has no operation "gone"',
    "content/changelog/2026-01-03-b.mdx:4: breaking: name the operations it breaks, so that those who call them are told",
    "content/docs/one.mdx:8: <Step verify>: POST /shipments never answers 204; the reference has 201, 4XX",
    "content/docs/one.mdx:13: <Step verify>: the reference has no GET /shipments",
    "content/docs/one.mdx:18: <Step verify>: POST /shipments never answers 5xx; the reference has 201, 4XX",
    'content/docs/three.mdx:4: explains: "gone" is no operationId and no code of the errors page',
    expect.stringMatching(/^content\/docs\/two.mdx:8: verify="POST shipments 201" is neither a call and its answer/),
  ]);
});

it("refuses redirects that go in circles, lead on, nowhere or to hosts that nobody named, and those that take a page away", async () => {
  const files = { "content/docs/index.mdx": top, "content/docs/a.mdx": top, "content/docs/new/b.mdx": top };
  const redirects = (lines: string) => check({ ...files, "content/redirects.yaml": lines });
  const at = (line: number, text: string) => `content/redirects.yaml:${line}: ${text}`;
  expect(
    await redirects(
      "hosts: [status.example.com]\nredirects:\n- { from: /docs/x, to: /docs/a }\n- { from: /docs/old/*, to: /docs/new/* }\n- { from: /old, to: 'https://status.example.com/x', permanent: false }\n- { from: /docs/y/*, to: '/docs/a?x=1' }\n",
    ),
  ).toEqual([]);
  expect(
    await redirects(
      [
        "redirects:",
        "- { from: /docs/x, to: /docs/x }",
        "- { from: /docs/p, to: /docs/q }",
        "- { from: /docs/q, to: /docs/p }",
        "- { from: /docs/one, to: /docs/two }",
        "- { from: /docs/two, to: /docs/a }",
        "- { from: /docs/l/*, to: /docs/l/m/* }",
        "- { from: /docs/gone, to: /docs/nowhere }",
        "- { from: /docs/new/b, to: /docs/a }",
        "- { from: /docs/new/*, to: /docs/a }",
        "- { from: /docs/h, to: https://evil.example/x }",
        "- { from: /docs/h2, to: //evil.example/x }",
        "- { from: '/docs/:x', to: /docs/a }",
        "- { from: /docs/two, to: /docs }",
        "- { from: /docs/r, to: /docs/new/* }",
        "- { from: /pricing, to: /docs/a }",
        "- { from: /docs/s/*, to: /docs/t/* }",
      ].join("\n"),
    ),
  ).toEqual([
    at(2, '"/docs/x" goes in a circle'),
    at(3, '"/docs/p" goes in a circle with line 4'),
    at(4, '"/docs/q" goes in a circle with line 3'),
    at(5, 'to: "/docs/two" is led on by line 6; name where it ends'),
    at(7, '"/docs/l" goes in a circle'),
    at(8, 'to: "/docs/nowhere": there is no such page'),
    at(9, "from: /docs/new/b is a page; nobody could read it any more"),
    at(10, "from: /docs/new/b is a page; nobody could read it any more"),
    at(11, 'to: "evil.example" is another host; name it under hosts if that is meant'),
    at(12, 'to: "//evil.example/x" must begin with / or https://'),
    at(13, 'from: "/docs/:x" must be a path such as /docs/old or /docs/old/*, without a query'),
    at(14, 'from: "/docs/two" is led elsewhere in line 6 already'),
    at(15, 'to: "/docs/new/*" takes the rest of an address, and from has no /*'),
    at(16, "from: the portal answers at /pricing itself"),
    at(17, 'to: "/docs/t": there is no such page'),
  ]);
  expect(await redirects("redirects:\n  - from: /docs/x\n")).toEqual([
    expect.stringMatching(/^content\/redirects\.yaml:2: redirects\.0\.to: /),
  ]);
  expect(await redirects("redirects: [\n")).toEqual([expect.stringMatching(/^content\/redirects\.yaml:\d: /)]);
});

it("applies redirects below an address and to the page's Markdown", () => {
  const { redirects } = parseRedirects(
    "redirects:\n- { from: /docs/x, to: /docs/a, permanent: false }\n- { from: /docs/old/*, to: /docs/new/* }\n- { from: /y/*, to: /pricing }\n",
  );
  expect(redirects.flatMap(toNextRedirects)).toEqual([
    { source: "/docs/x", destination: "/docs/a", permanent: false },
    { source: "/docs/x.md", destination: "/docs/a.md", permanent: false },
    { source: "/docs/old/:rest*", destination: "/docs/new/:rest*", permanent: true },
    { source: "/y/:rest*", destination: "/pricing", permanent: true },
  ]);
});

it("refuses pages that put in what is not for everybody, and names the place", async () => {
  const gated = (access: string) => top.replace("audience", `access: ${access}\naudience`);
  expect(
    await check({
      "content/docs/secret.mdx": `${gated("{ role: staff }")}\n\`\`\`js id="code"\nx\n\`\`\`\n`,
      "content/docs/open.mdx": `${top}\nText.\n\n<Include file="docs/secret.mdx" />\n`,
      "content/docs/snippet.mdx": `${top}\n<Snippet file="docs/secret.mdx" name="code" />\n`,
      "content/docs/through.mdx": `${top}\n<Include file="_between.mdx" />\n`,
      "content/_between.mdx": 'A.\n\n<Include file="docs/team/_note.mdx" />\n',
      "content/docs/team/meta.json": '{ "access": { "plan": "scale" } }',
      "content/docs/team/_note.mdx": "Secret.\n",
      "content/docs/team/inside.mdx": `${top}\n<Include file="./_note.mdx" />\n`,
      "content/docs/other.mdx": `${gated("{ role: person }")}\n<Include file="docs/secret.mdx" />\n`,
      "content/docs/same.mdx": `${gated("{ role: staff }")}\n<Include file="docs/secret.mdx" />\n`,
      "content/docs/none.mdx": gated("{ hidden: true }"),
      "content/docs/odd.mdx": gated("{ role: king }"),
      "content/changelog/2026-01-02-a.mdx":
        '---\ntitle: A\ndate: 2026-01-02\n---\n\n<Include file="docs/secret.mdx" />\n',
    }),
  ).toEqual([
    expect.stringMatching(
      /^content\/_between\.mdx:3: content\/docs\/team\/_note\.mdx is not for everybody; content\/docs\/through\.mdx puts it in/,
    ),
    expect.stringMatching(/^content\/changelog\/2026-01-02-a\.mdx:6: content\/docs\/secret\.mdx is not for everybody/),
    expect.stringMatching(/^content\/docs\/none\.mdx:4: access: must name a role, a plan or a certification/),
    expect.stringMatching(/^content\/docs\/odd\.mdx:4: access: /),
    expect.stringMatching(/^content\/docs\/open\.mdx:9: content\/docs\/secret\.mdx is not for everybody/),
    expect.stringMatching(/^content\/docs\/other\.mdx:8: content\/docs\/secret\.mdx is not for everybody/),
    expect.stringMatching(/^content\/docs\/snippet\.mdx:7: content\/docs\/secret\.mdx is not for everybody/),
  ]);
});
