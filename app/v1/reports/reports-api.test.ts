import { PHASE_PRODUCTION_SERVER } from "next/constants";
import { getPathMatch } from "next/dist/shared/lib/router/utils/path-match";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { internalToken } from "@/lib/access/internal-token";
import { shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createEmbed } from "@/lib/reports/embeds/create-embed";
import { revokeEmbed } from "@/lib/reports/embeds/revoke-embed";
import { createEmbedInput } from "@/lib/reports/embeds/schema";
import { journeyReport } from "@/lib/reports/journey";
import { append, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import { createNames } from "@/lib/reports/testing/names";
import config from "@/next.config";
import { GET as getEmbed } from "../../embed/[token]/route";
import { POST as postSql } from "../sql/route";
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

describe("an embedded chart", () => {
  const show = (token: string, query = "") =>
    getEmbed(new Request(`http://portal.test/embed/${token}${query}`), { params: Promise.resolve({ token }) });
  const make = (fields: object = {}) =>
    createEmbed(
      postgres(),
      createEmbedInput.parse({ chart: "layers", title: "<Team> & co", days: 365, ...fields }),
      "per_mia",
    );

  test("shows the figures of its report and nothing else, framed by the pages it names", async () => {
    shiftClock(Date.parse("2026-06-01T12:00:00Z") - Date.now());
    const answer = await show(
      await make({ frameAncestors: ["https://wiki.example.com"] }),
      "?theme=dark&entity=company&days=7",
    );
    expect(answer.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self' https://wiki.example.com",
    );
    expect(answer.headers.get("set-cookie")).toBeNull();
    const html = await answer.text();
    expect(html).toContain("<h1>&lt;Team&gt; &amp; co</h1>");
    // What is fixed is fixed: by person, of a year. Three signed up in March, and two companies.
    expect(html).toContain('<tr><th scope="row">Join</th><td>3</td></tr>');
    expect(html).toContain("color-scheme:dark");
    expect(html).not.toMatch(/per_|com_|<script|https?:/);
    shiftClock(0);
  });

  test("can be framed in a portal, too: the pages' own policy, which would replace it, is for all others", async () => {
    const { headers } = config(PHASE_PRODUCTION_SERVER);
    const rules = (await headers?.()) ?? [];
    const policies = (path: string) =>
      rules
        .filter(({ source }) => getPathMatch(source, { strict: true })(path))
        .flatMap((rule) => rule.headers.filter(({ key }) => key === "Content-Security-Policy"));
    expect(policies(`/embed/${await make()}`)).toEqual([]);
    for (const path of ["/", "/docs", "/docs/guide/api", "/staff/embeds", "/embed", "/embedded/x", "/a/embed/x"])
      expect(policies(path)[0]?.value, path).toContain("frame-ancestors 'none'");
  });

  test("is computed once for all who look, and guesses of addresses take nobody's turn", async () => {
    const token = await make();
    const figures = vi.spyOn(journeyReport, "run");
    const guesses = Array.from({ length: 200 }, (_, at) =>
      show(`emb_${"0".repeat(26)}.n0awqq9j.${"A".repeat(40)}${at + 100}`),
    );
    expect(new Set((await Promise.all(guesses)).map(({ status }) => status))).toEqual(new Set([404]));
    const answers = await Promise.all(Array.from({ length: 200 }, () => show(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(figures).toHaveBeenCalledTimes(1);
    figures.mockRestore();
  });

  test("ends when it is revoked or out of date, and cannot be made up", async () => {
    const token = await make();
    const [id = "", end = "", signature = ""] = token.split(".");
    const later = (Number.parseInt(end, 36) + 86_400_000).toString(36);
    for (const forged of [`${id}.${later}.${signature}`, `${id}.${end}.${"A".repeat(43)}`, `${id}.${end}`, id, "x"])
      expect((await show(forged)).status, forged).toBe(404);
    expect(await revokeEmbed(postgres(), id, "per_mia")).toBe(true);
    expect(await revokeEmbed(postgres(), id, "per_mia")).toBe(false);
    expect((await show(token)).status).toBe(410);
    const old = await make();
    await postgres().embed.updateMany({ where: { id: old.split(".")[0] }, data: { expiresAt: new Date(0) } });
    shiftClock(91 * 86_400_000);
    expect((await show(old)).status).toBe(410);
    shiftClock(0);
    const entries = await postgres().auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } });
    expect(entries.map((entry) => entry.action)).toEqual(["embed.created", "embed.revoked"]);
  });

  test.each(["https://*", "javascript:alert(1)", "https://a.example; script-src *", "'unsafe-inline'"])(
    "is not framed by %j",
    (origin) => {
      expect(createEmbedInput.safeParse({ chart: "layers", title: "x", frameAncestors: [origin] }).success).toBe(false);
    },
  );
});

test("POST /v1/sql needs a token with sql:read, and a body with a query", async () => {
  const send = async (body: string, scope?: "reports:read" | "sql:read") => {
    const token = scope && (await createServiceToken(postgres(), { name: "bi", scopes: [scope] })).secret;
    const headers = { authorization: `Bearer ${token ?? ""}` };
    const answer = await postSql(new Request("http://portal.test/v1/sql", { method: "POST", body, headers }));
    return [answer.status, ((await answer.json()).errors ?? [])[0]?.pointer];
  };
  expect(await send('{"sql": "SELECT 1"}')).toEqual([401, undefined]);
  expect(await send('{"sql": "SELECT 1"}', "reports:read")).toEqual([403, undefined]);
  expect(await send("nothing", "sql:read")).toEqual([400, undefined]);
  expect(await send('{"sql": ""}', "sql:read")).toEqual([400, "/sql"]);
  expect(await send('{"sql": "DROP TABLE events"}', "sql:read")).toEqual([400, "/sql"]);
});
