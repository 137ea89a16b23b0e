import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadDocument } from "@/lib/base/openapi/load-document";
import { fillMarks } from "@/lib/base/page-variables";
import { buildReference } from "./internal/build-reference";
import type { Operation } from "./schema";
import { writeJson, writeSamples } from "./write-samples";

const run = promisify(execFile);
const canRun = async (command: string, ...args: string[]) =>
  run(command, args).then(
    () => true,
    () => false,
  );

type Seen = { method: string; url: string; authorization?: string; contentType?: string; body: unknown };
let seen: Seen[] = [];
/** Forms as a server reads them: texts, and of files name, type and content. */
let forms: [string, string][][] = [];

async function readForm(type: string, body: Buffer): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]): Promise<[string, string]> => {
      // Which name a part of JSON has as a file is the library's.
      if (typeof value === "string" || value.type === "application/json")
        return [name, typeof value === "string" ? value : await value.text()];
      return [name, `${value.name} ${value.type} ${await value.text()}`];
    }),
  );
}
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    const type = request.headers["content-type"] ?? "";
    if (/form/.test(type)) {
      void readForm(type, Buffer.concat(chunks)).then((form) => {
        forms.push([["cookie", request.headers.cookie ?? ""], ...form]);
        response.end("{}");
      });
      return;
    }
    seen.push({
      method: request.method ?? "",
      url: request.url ?? "",
      authorization: request.headers.authorization,
      contentType: request.headers["content-type"],
      body: text ? JSON.parse(text) : undefined,
    });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const file = "content/reference/openapi.yaml";
const reference = buildReference(loadDocument(file).document as never, file);
const get = (id: string) => reference.operations.get(id) as Operation;

function codeOf(operation: Operation, label: string): string {
  const code = writeSamples(operation).find((sample) => sample.label === label)?.code ?? "";
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fillMarks(code, {
    PORTAL_URL: url,
    PORTAL_NAME: "P",
    API_BASE_URL: "https://api.example.com",
    KEY_PREFIX: "pwy",
  });
}

/** Texts that break careless quoting, in every place of a request. */
const awkward = {
  ...get("createShipment"),
  body: {
    ...get("createShipment").body,
    mediaType: "application/json",
    examples: [
      {
        title: "Awkward",
        value: {
          "it's": 'a "quote"',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: what a careless writer of samples would let through
          back: "\\n $HOME `x` ${y}",
          none: null,
          yes: true,
          list: [1.5, "ü – 漢"],
          deep: { a: { b: "c".repeat(90) } },
        },
      },
    ],
  },
} as Operation;

const cases: [string, Operation, Omit<Seen, "authorization" | "contentType">][] = [
  [
    "a POST with a body",
    get("createShipment"),
    { method: "POST", url: "/sandbox/shipments", body: get("createShipment").body?.examples[0]?.value },
  ],
  [
    "a GET with an id",
    get("getShipment"),
    { method: "GET", url: "/sandbox/shipments/shp_01kaj3x1f0c8r5n2w7t9q4m6ye", body: undefined },
  ],
  [
    "a PATCH",
    get("updateWebhookEndpoint"),
    {
      method: "PATCH",
      url: expect.stringMatching(/^\/sandbox\/webhook-endpoints\/whe_/) as never,
      body: get("updateWebhookEndpoint").body?.examples[0]?.value,
    },
  ],
  [
    "a DELETE",
    get("cancelPickup"),
    { method: "DELETE", url: expect.stringMatching(/^\/sandbox\/pickups\/pck_/) as never, body: undefined },
  ],
  [
    "a POST without a body",
    get("cancelShipment"),
    { method: "POST", url: expect.stringMatching(/\/cancel$/) as never, body: undefined },
  ],
  ["awkward texts", awkward, { method: "POST", url: "/sandbox/shipments", body: awkward.body?.examples[0]?.value }],
];

async function expectSent(wanted: Omit<Seen, "authorization" | "contentType">, act: () => Promise<unknown>) {
  seen = [];
  await act();
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: wanted.method, url: wanted.url, authorization: "Bearer YOUR_SANDBOX_KEY" });
  expect(seen[0]?.body).toEqual(wanted.body);
  if (wanted.body !== undefined) expect(seen[0]?.contentType).toBe("application/json");
}

const [hasCurl, hasRequests] = await Promise.all([
  canRun("curl", "--version"),
  canRun("python3", "-c", "import requests"),
]);

describe("samples send what the document says", () => {
  it.each(cases)("JavaScript: %s", async (_, operation, wanted) => {
    await expectSent(wanted, () =>
      run(process.execPath, ["--input-type=module", "-e", codeOf(operation, "JavaScript")]),
    );
  });
  it.skipIf(!hasCurl).each(cases)("curl: %s", async (_, operation, wanted) => {
    await expectSent(wanted, () => run("sh", ["-c", codeOf(operation, "curl")]));
  });
  it.skipIf(!hasRequests).each(cases)("Python: %s", async (_, operation, wanted) => {
    await expectSent(wanted, () => run("python3", ["-c", codeOf(operation, "Python")]));
  });
});

describe("samples of forms send fields and files", () => {
  const awkwardText = `it's; "a" \\n @x #{y} $z`;
  const properties = {
    title: { type: "string" },
    label: { type: "string", format: "binary" },
    size: { type: "object" },
    tags: { type: "array", items: { type: "string" } },
  };
  const content = (type: string, { label, ...others }: typeof properties) => ({
    content: {
      [type]: {
        schema: {
          type: "object",
          properties: type.startsWith("multipart") ? { ...others, label } : others,
          required: ["label"],
        },
        example: { title: awkwardText, size: { mm: 5, note: "a;b" }, tags: ["a", "b"] },
        encoding: { label: { contentType: "image/png" } },
      },
    },
  });
  const document = {
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/labels": {
        post: {
          operationId: "label",
          parameters: [{ name: "region", in: "cookie", required: true, schema: { type: "string" }, example: "eu" }],
          requestBody: content("multipart/form-data", properties),
        },
        put: { operationId: "pairs", requestBody: content("application/x-www-form-urlencoded", properties) },
      },
    },
  };
  const built = buildReference(document as never, "t.yaml");
  const texts: [string, string][] = [
    ["title", awkwardText],
    ["size", '{"mm":5,"note":"a;b"}'],
    ["tags", "a"],
    ["tags", "b"],
  ];
  const wanted: [string, [string, string][]][] = [
    ["label", [["cookie", "region=eu"], ...texts, ["label", "label.png image/png picture"]]],
    ["pairs", [["cookie", ""], ...texts]],
  ];
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "waymark-form-"));
    await writeFile(path.join(folder, "label.png"), "picture");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(wanted)("%s", async (id, form) => {
    const operation = built.operations.get(id) as Operation;
    const programs: [string, string, ...string[]][] = [
      ["JavaScript", process.execPath, "--input-type=module", "-e"],
      ...(hasCurl ? [["curl", "sh", "-c"] as [string, string, string]] : []),
      ...(hasRequests ? [["Python", "python3", "-c"] as [string, string, string]] : []),
    ];
    for (const [label, command, ...args] of programs) {
      forms = [];
      await run(command, [...args, codeOf(operation, label)], { cwd: folder });
      expect(forms, label).toEqual([form]);
    }
    const labels = writeSamples(operation).map((sample) => sample.label);
    // PHP's curl has no list in a form with files.
    expect(labels).toEqual(["curl", "JavaScript", "Python", "Go", ...(id === "label" ? [] : ["PHP"]), "Ruby"]);
  });
});

describe("a sample", () => {
  it("holds a placeholder, never a key", () => {
    for (const id of reference.operations.names) {
      for (const sample of writeSamples(get(id))) expect(sample.code).not.toMatch(/pwy_(sbx|live)_\w{8}/);
    }
  });
  it("is not written for webhooks", () => {
    expect(writeSamples(get("onShipmentDelivered"))).toEqual([]);
  });
  it("keeps short data on one line", () => {
    expect(writeJson({ a: 1, b: [true, null] })).toBe('{ "a": 1, "b": [true, null] }');
    expect(writeJson({ a: { b: "x".repeat(90) } })).toBe(`{\n  "a": {\n    "b": "${"x".repeat(90)}"\n  }\n}`);
  });
});
