import { beforeEach, describe, expect, it } from "vitest";
import { parseCookies } from "@/lib/base/cookies";
import { setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getAuthSession } from "@/lib/identity/get-auth-session";
import { POST as signOut } from "../../../(site)/sign-out/route";
import { POST as signIn } from "./route";

const stores = useStores({ postgres: true });
const origin = "http://127.0.0.1:4100";

function setSettings(more: Record<string, string> = {}): void {
  setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    LOG_LEVEL: "silent",
    DATABASE_URL: stores.databaseUrl,
    PORT: "4100",
    ...more,
  });
}
beforeEach(() => setSettings());

function form(fields: Record<string, string>, headers: Record<string, string> = {}): Request {
  return new Request(`${origin}/api/auth/local`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin, ...headers },
  });
}
const cookiesOf = (response: Response) =>
  new Map(response.headers.getSetCookie().flatMap((line) => [...parseCookies(line.split(";")[0])]));
const personOf = async (response: Response) =>
  (await getAuthSession(postgres(), cookiesOf(response).get("next-auth.session-token") ?? ""))?.person;

describe("local sign-in", () => {
  it("signs in as the sample developer, the same person every time", async () => {
    const first = await signIn(form({ as: "developer", next: "/console/team" }, { cookie: "wm_vid=vis_local" }));
    expect(first.status).toBe(303);
    expect(first.headers.get("location")).toBe("/console/team");
    const developer = await personOf(first);
    expect(developer).toMatchObject({ name: "Sample Developer", email: null, staffRole: null, companyRole: "owner" });

    const again = await personOf(await signIn(form({ as: "developer" }, { cookie: "wm_vid=vis_local" })));
    expect(again?.id).toBe(developer?.id);
    const names = (await postgres().eventOutbox.findMany({ orderBy: { id: "asc" } })).map(
      (row) => (row.payload as { event: string }).event,
    );
    expect(names).toEqual(["signed_up", "company_joined", "signed_in"]);
  });

  it("signs in as the sample admin, in the same browser as somebody else", async () => {
    const response = await signIn(form({ as: "admin" }, { cookie: "wm_vid=vis_local" }));
    expect(response.headers.get("location")).toBe("/staff");
    expect(await personOf(response)).toMatchObject({ name: "Sample Admin", staffRole: "admin" });
    // vis_local is the developer's.
    expect(cookiesOf(response).get("wm_vid")).toMatch(/^vis_[0-9a-z]{26}$/);
  });

  it.each(["application/json", "multipart/form-data; boundary=x"])(
    "refuses a body of %s that is no form",
    async (type) => {
      const headers = { origin, "content-type": type };
      const refused = await signIn(new Request(`${origin}/api/auth/local`, { method: "POST", body: "{}", headers }));
      expect(refused.status).toBe(400);
      expect(refused.headers.get("content-type")).toContain("application/problem+json");
    },
  );

  it("is closed as soon as the portal is more than a developer's own machine", async () => {
    const people = await postgres().person.count();
    const elsewhere: Record<string, string>[] = [
      { HOST: "0.0.0.0" },
      { HOST: "192.168.1.20" },
      { PUBLIC_URL: "https://portal.example" },
      { GITHUB_ID: "id", GITHUB_SECRET: "secret" },
    ];
    for (const settings of elsewhere) {
      setSettings(settings);
      const response = await signIn(form({ as: "admin" }, { origin: settings.PUBLIC_URL ?? origin }));
      expect(response.status, JSON.stringify(settings)).toBe(404);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(await postgres().person.count()).toBe(people);
  });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["a rebound host name", { origin: "http://evil.example:4100", host: "evil.example:4100" }],
    ["another port of this machine", { origin: "http://127.0.0.1:9999" }],
    ["a page without an origin", { origin: "null" }],
    ["a name that only starts alike", { origin: "http://localhost.evil.example:4100" }],
  ])("does not answer a form of %s", async (_who, headers) => {
    const response = await signIn(form({ as: "admin" }, headers));
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("does not answer without an Origin at all", async () => {
    const request = form({ as: "admin" });
    request.headers.delete("origin");
    expect((await signIn(request)).status).toBe(403);
  });

  it("answers the machine's other names", async () => {
    expect((await signIn(form({ as: "developer" }, { origin: "http://localhost:4100" }))).status).toBe(303);
  });

  it("knows two samples only, and goes nowhere else", async () => {
    expect((await signIn(form({ as: "toString" }))).status).toBe(400);
    expect((await signIn(form({ as: "owner" }))).status).toBe(400);
    const away = await signIn(form({ as: "developer", next: "//evil.example" }));
    expect(away.headers.get("location")).toBe("/console");
  });
});

describe("signing out", () => {
  const leave = (headers: Record<string, string>) =>
    signOut(new Request(`${origin}/sign-out`, { method: "POST", headers: { origin, ...headers } }));

  it("ends the login everywhere its cookie was copied to, and forgets the visitor", async () => {
    const token = cookiesOf(await signIn(form({ as: "developer" }))).get("next-auth.session-token") ?? "";
    const response = await leave({ cookie: `next-auth.session-token=${token}; wm_vid=vis_x` });
    expect(response.status).toBe(303);
    expect(await getAuthSession(postgres(), token)).toBeNull();
    for (const name of ["next-auth.session-token", "wm_vid", "wm_vst", "wm_invite"]) {
      expect(response.headers.getSetCookie()).toContainEqual(
        expect.stringMatching(new RegExp(`^${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax$`)),
      );
    }
  });

  it("is not done by another site's form", async () => {
    const token = cookiesOf(await signIn(form({ as: "developer" }))).get("next-auth.session-token") ?? "";
    const response = await leave({ origin: "https://evil.example", cookie: `next-auth.session-token=${token}` });
    expect(response.status).toBe(403);
    expect(await getAuthSession(postgres(), token)).not.toBeNull();
  });
});
