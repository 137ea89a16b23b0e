import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { reports } from "@/lib/reports/registry";
import { type EdgeUnderTest, startEdge } from "@/server/edge/testing/edge-with-web";
import { describePortalApi } from "./describe-portal-api";

type Operation = {
  operationId: string;
  security: object[];
  requestBody?: { content: { "application/json": { schema: object } } };
  responses: Record<string, unknown>;
};

useStores();
let edge: EdgeUnderTest;
let operations: { path: string; method: string; operation: Operation }[];
let document: ReturnType<typeof describePortalApi>;

beforeAll(async () => {
  edge = await startEdge();
  document = describePortalApi("Waymark");
  operations = Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path: at,
      method,
      operation,
    })),
  );
});
afterAll(() => edge.close());

describe("the portal's own OpenAPI document", () => {
  test("every address it names is answered, and asks for the credential it names", async () => {
    for (const { path: at, method, operation } of operations.filter((one) => !/^\/v1\/(reports|sql)/.test(one.path))) {
      const url = edge.url + at.replace("{id}", "key_unknown").replace("{path}", "orders");
      const response = await fetch(url, {
        method: method.toUpperCase(),
        ...(operation.requestBody
          ? { body: at === "/v1/batch" ? '{"batch":[]}' : "{}", headers: { "content-type": "application/json" } }
          : {}),
      });
      const place = `${method} ${at}: ${response.status}`;
      if (operation.security.length) expect(response.status, place).toBe(401);
      // GitHub's own keys, which its signature is checked with, cannot be asked for here.
      else expect([400, 401, 403, 503], place).toContain(response.status);
      expect(Object.keys(operation.responses), place).toContain(String(operation.security.length ? 401 : 200));
      await response.body?.cancel();
    }
  });

  test("every address of the management doors is in it", () => {
    const doors = path.resolve(import.meta.dirname, "../../server/edge/doors");
    // Protocols of others are told in the docs; what only our own processes ask is nobody's contract.
    const own = readdirSync(doors).filter((file) =>
      /^(verify|authz|keys|key-changes|leaked|company-plan|spend|notes|usage)-door\.ts$/.test(file),
    );
    expect(own).toHaveLength(9);
    const named = own.flatMap((file) =>
      [...readFileSync(path.join(doors, file), "utf8").matchAll(/\bpath: "(\/v1\/[^"]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const door of named) {
      const prefix = door.replace(/\*$/, "");
      expect(
        Object.keys(document.paths).some((at) => at === door || (door.endsWith("*") && at.startsWith(prefix))),
        door,
      ).toBe(true);
    }
  });

  test("every report is in it with its parameters, and every operation has a name of its own", () => {
    for (const name of reports.keys()) expect(document.paths).toHaveProperty([`/v1/reports/${name}`]);
    const names = operations.map((one) => one.operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("postKeysIdRotate");
  });

  test("its schemas are JSON Schemas that take what the doors take, and refuse what they refuse", () => {
    const ajv = new Ajv2020({ strict: false, logger: false });
    addFormats(ajv);
    ajv.addSchema({ $id: "portal", components: document.components });
    const check = (at: string, method: string) => {
      const found = operations.find((one) => one.path === at && one.method === method);
      const schema = found?.operation.requestBody?.content["application/json"].schema as object;
      return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"portal#/components')));
    };
    const verify = check("/v1/keys/verify", "post");
    expect(verify({ key: "pwy_live_x", permissions: "a AND b", cost: 2 })).toBe(true);
    expect(verify({ key: "pwy_live_x", permission: "a" })).toBe(false);
    const usage = check("/v1/usage", "post");
    const record = {
      id: "1",
      source: "api",
      time: "2026-11-21T10:00:00Z",
      keyId: "key_1",
      method: "GET",
      route: "/a",
      status: 200,
      latencyMs: 1,
    };
    expect(usage(record)).toBe(true);
    expect(usage([record, record])).toBe(true);
    expect(usage({ ...record, status: 99 })).toBe(false);
  });
});
