import { beforeAll, describe, expect, test } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { internalToken } from "@/lib/access/internal-token";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { append, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import { createNames } from "@/lib/reports/testing/names";
import { GET as getReport } from "./[name]/route";
import { GET as listReports } from "./route";

useStores();
beforeAll(async () => {
  await createNames();
  await append(march);
  await reloadLinks();
});

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const url = new URL(`http://portal.test/v1/reports${path}`);
  const request = new Request(url, {
    headers: { authorization: `Bearer ${internalToken()}`, "x-request-id": "req_test", ...headers },
  });
  const name = url.pathname.split("/")[3];
  return name ? getReport(request, { params: Promise.resolve({ name }) }) : listReports(request);
}
const march31 = "from=2026-03-01&to=2026-03-31";

test("lists the reports with their parameters", async () => {
  const answer = await ask("");
  expect(answer.status).toBe(200);
  const { data } = await answer.json();
  expect(data[0]).toMatchObject({ name: "journey", url: "/v1/reports/journey" });
  expect(data[0].parameters.entity).toMatchObject({ enum: ["person", "company"], default: "person" });
});

describe("a report", () => {
  test("as JSON", async () => {
    const answer = await ask(`/journey?${march31}&entity=company`);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const body = await answer.json();
    expect(body).toMatchObject({ entity: "company", period: { from: "2026-03-01", to: "2026-03-31" } });
    expect(body.layers[1]).toMatchObject({ layer: 2, name: "Join", reached: 2, persons: 3, conversion: 1 });
  });

  test("Ada and Ben over HTTP", async () => {
    const body = await (await ask("/touchpoints?person=per_ben&stage=first_sandbox_2xx")).json();
    expect(body.person.credits.linear).toMatchObject([{ channel: "invite", credit: 1 }]);
    expect(body.company.credits.linear).toMatchObject([{ channel: "paid-search", campaign: "launch", credit: 1 }]);
  });

  test("as CSV", async () => {
    const answer = await ask(`/conversions?${march31}&layer=2`, { accept: "text/csv" });
    expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="conversions-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const lines = (await answer.text()).split("\r\n");
    expect(lines[0]).toBe("kind,id,name,at,took_ms,channel,source,campaign,landing_path");
    expect(lines[1]).toBe("person,per_ben,Ben,2026-03-20T12:30:00.000Z,1800000,invite,,,/invite");
    expect(lines).toHaveLength(5);
  });

  test.each([
    ["application/json, text/csv;q=0.9", "application/json"],
    ["text/csv, */*;q=0.1", "text/csv"],
    ["*/*", "application/json"],
    ["text/csv;q=0, application/json", "application/json"],
  ])("Accept: %s gives %s", async (accept, type) => {
    expect((await ask(`/journey?${march31}`, { accept })).headers.get("content-type")).toContain(type);
  });
});

describe("refusals are problem documents", () => {
  const problem = async (answer: Response) => {
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    return answer.json();
  };

  test("bad parameters, each with its pointer", async () => {
    const answer = await ask("/journey?from=soon&entity=team&x=1");
    expect(answer.status).toBe(400);
    const body = await problem(answer);
    expect(body).toMatchObject({ status: 400, instance: "urn:request:req_test" });
    expect(body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual(["?entity", "?from", "?x"]);
    expect((await ask("/conversions?layer=1&cursor=zzz")).status).toBe(400);
  });

  test("an unknown report, a format it cannot be", async () => {
    expect((await problem(await ask("/nothing"))).status).toBe(404);
    expect((await problem(await ask("/__proto__"))).status).toBe(404);
    expect((await problem(await ask(`/journey?${march31}`, { accept: "image/png" }))).status).toBe(406);
  });

  test("no token, a wrong one, one without the scope; before anything else is told", async () => {
    const bare = await ask("/nothing", { authorization: "" });
    expect([bare.status, bare.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="portal"']);
    expect((await problem(await ask("", { authorization: "Bearer svc_wrong" }))).status).toBe(401);
    const other = await createServiceToken(postgres(), {
      name: "gateway",
      scopes: ["keys:verify"],
      createdBy: "per_ada",
    });
    expect((await problem(await ask("/journey", { authorization: `Bearer ${other.secret}` }))).status).toBe(403);
    const reader = await createServiceToken(postgres(), { name: "bi", scopes: ["reports:read"], createdBy: "per_ada" });
    expect((await ask(`/journey?${march31}`, { authorization: `Bearer ${reader.secret}` })).status).toBe(200);
  });
});
