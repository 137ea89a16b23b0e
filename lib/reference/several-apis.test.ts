import { describe, expect, it } from "vitest";
import { portal } from "@/lib/base/config/portal";
import { writeProblem } from "@/lib/base/openapi/problem";
import { type Built, buildReference } from "./internal/build-reference";
import { listTryServers } from "./internal/list-servers";
import { readReferences } from "./internal/load-reference";
import type { Operation } from "./schema";
import { portalWith } from "./testing/portal-with";
import { writeOperation } from "./write-operation";
import { writeSamples } from "./write-samples";

const first = "content/reference/a.yaml";

describe("several APIs", () => {
  const api = (title: string, id: string, extra = "") =>
    `openapi: 3.1.0\ninfo: { title: ${title}, version: "1" }\n${extra}paths: { /x: { get: { operationId: ${id}, responses: {} } } }\n`;
  it("have own addresses; the config's keeps the short ones and the sandbox", () => {
    const root = portalWith({
      "a.yaml": api("First", "getX"),
      "billing.yaml": api("Billing", "getX", "servers: [{ url: https://billing.example.com/v1/ }]\n"),
      "parts.yaml": "Parcel: { type: object }",
    });
    const { apis } = readReferences(root, first);
    expect(apis.map(({ api: name, title }) => [name, title])).toEqual([
      ["", "First"],
      ["billing", "Billing"],
    ]);
    expect(apis.flatMap((one) => [...one.places.keys()])).toEqual(["getX", "billing/getX"]);
    expect(apis.flatMap((one) => one.problems)).toEqual([]);
    const other = apis[1] as Built;
    const curl = writeSamples(other.operations.get("billing/getX") as never)[0]?.code;
    expect(curl).toBe("curl https://billing.example.com/v1/x");
    expect(listTryServers(other.document.servers, false).servers.map(({ url, own }) => [url, own])).toEqual([
      ["https://billing.example.com/v1", false],
    ]);
  });
  it("have samples with no placeholder that stands for a sandbox key, unless the config says that they take one", () => {
    const other = buildReference(
      {
        openapi: "3.1.0",
        info: { title: "B", version: "1" },
        servers: [{ url: "https://b.example/v1/" }],
        security: [{ k: [] }],
        components: { securitySchemes: { k: { type: "apiKey", in: "query", name: "key" } } },
        paths: { "/x": { get: { operationId: "x", responses: {} } } },
      } as never,
      "b.yaml",
      { api: "b" },
    ).operations.get("b/x") as Operation;
    const standing = portal.tryIt;
    try {
      expect(writeOperation(other)).toContain("curl 'https://b.example/v1/x?key=YOUR_API_KEY'");
      expect(JSON.stringify(writeSamples(other)) + writeOperation(other)).not.toMatch(/SANDBOX_?KEY/);
      portal.tryIt = { ...standing, servers: ["https://b.example/v1"] };
      expect(writeOperation(other)).toContain("key=YOUR_SANDBOX_KEY");
    } finally {
      portal.tryIt = standing;
    }
  });
  it("say which of their servers Try it calls, and why not the others", () => {
    const standing = portal.tryIt;
    const told = (...urls: string[]) => {
      const { servers, refused } = listTryServers(
        urls.map((url) => ({ url })),
        false,
      );
      return [...servers.map(({ url }) => url), ...refused.map((why) => `no: ${why}`)];
    };
    try {
      portal.tryIt = { ...standing, allowPrivate: false, servers: undefined };
      expect(
        told(
          "/v2",
          "https://{place}.example",
          portal.api.baseUrl,
          "http://stage.example.com",
          "https://10.0.0.7/v1",
          "https://b.example/v1/",
        ),
      ).toEqual([
        "https://b.example/v1",
        `no: ${new URL("/v2", portal.api.baseUrl)} is the live API, which takes no sandbox key`,
        "no: https://{place}.example is no address",
        `no: ${portal.api.baseUrl} is the live API, which takes no sandbox key`,
        "no: http://stage.example.com is not at https:// or lies in a private network, where this portal sends nothing",
        "no: https://10.0.0.7/v1 is not at https:// or lies in a private network, where this portal sends nothing",
      ]);
      portal.tryIt = {
        ...standing,
        allowPrivate: true,
        servers: ["https://10.0.0.7/v1", `${new URL("/v2", portal.api.baseUrl)}/`],
      };
      expect(told("https://10.0.0.7/v1", "https://b.example/v1", "/v2")).toEqual([
        "https://10.0.0.7/v1",
        `${new URL("/v2", portal.api.baseUrl)}`,
        "no: this portal does not send readers' calls to https://b.example/v1",
      ]);
    } finally {
      portal.tryIt = standing;
    }
  });
  it("may not take each other's addresses", () => {
    const root = portalWith({
      "a.yaml": api("First", "billing"),
      "billing.yaml": api("B", "b"),
      "schemas.yaml": api("S", "s"),
    });
    const { apis } = readReferences(root, first);
    expect(apis).toHaveLength(1);
    expect(apis[0]?.problems.map(writeProblem)).toEqual([
      "content/reference/billing.yaml: its address /reference/billing is taken by content/reference/a.yaml: rename one of the two",
      "content/reference/schemas.yaml: schemas is an address of the reference itself: rename the file",
    ]);
    const reserved = readReferences(portalWith({ "a.yaml": api("F", "schemas") }), first).apis[0];
    expect(reserved?.problems[0]?.message).toBe("the operationId schemas cannot be an address");
  });
});
