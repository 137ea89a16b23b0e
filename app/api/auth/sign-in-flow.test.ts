import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeGithub, startFakeGithub } from "@/e2e/fake-github";
import { parseCookies } from "@/lib/base/cookies";
import { env, setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import type { OutboxPayload } from "@/lib/events/record-event";
import { answerAuthRequest, startGithubSignIn } from "@/lib/identity/answer-auth-request";
import { createInvite } from "@/lib/identity/create-invite";
import { getAuthSession } from "@/lib/identity/get-auth-session";

const stores = useStores({ postgres: true });
const publicUrl = "http://portal.example:3000";
const sessionCookie = "next-auth.session-token";
let github: FakeGithub;

beforeAll(async () => {
  github = await startFakeGithub({ callbackUrl: `${publicUrl}/api/auth/callback/github` });
  setSettings();
});
afterAll(() => github.close());
beforeEach(() => setSettings());

function setSettings(more: Record<string, string> = {}): void {
  setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    DATABASE_URL: stores.databaseUrl,
    PUBLIC_URL: publicUrl,
    GITHUB_ID: github.clientId,
    GITHUB_SECRET: github.clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    STAFF: "portal-admin",
    ...more,
  });
}

const house = () => ({
  db: postgres(),
  settings: env(),
  log: createLogger("test", "silent"),
  visitorCookieDays: 400,
});

/** A browser as far as sign-in goes: keeps cookies, follows the way to GitHub and back. */
class Browser {
  readonly cookies = new Map<string, string>();

  request(path: string, init: RequestInit = {}): Request {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
    return new Request(`${publicUrl}${path}`, { ...init, headers: { ...init.headers, cookie } });
  }

  keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [[name, value] = ["", ""]] = parseCookies(line.split(";")[0]);
      if (/Max-Age=0/i.test(line) || value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Starts at our form; returns the URL at GitHub. */
  async start(next = "/console", shareOrganisations = true, loginHint?: string): Promise<URL> {
    const response = this.keep(
      await startGithubSignIn(house(), this.request("/api/auth/start", { method: "POST" }), {
        callbackUrl: next,
        shareOrganisations,
        loginHint,
      }),
    );
    return new URL(response.headers.get("location") ?? "");
  }

  /** At GitHub: agrees as this persona (null: cancels); returns the way back as a path of ours. */
  async agree(authorize: URL, persona: string | null): Promise<string> {
    const body = new URLSearchParams(authorize.searchParams);
    body.set("persona", persona ?? "");
    const response = await fetch(`${github.url}/login/oauth/authorize`, { method: "POST", body, redirect: "manual" });
    const back = new URL(response.headers.get("location") ?? "");
    expect(back.origin).toBe(publicUrl);
    return `${back.pathname}${back.search}`;
  }

  async comeBack(path: string): Promise<Response> {
    return this.keep(await answerAuthRequest(house(), this.request(path), this.cookies.get("wm_vid")));
  }

  async signIn(persona: string, next?: string, shareOrganisations?: boolean): Promise<Response> {
    return this.comeBack(await this.agree(await this.start(next, shareOrganisations), persona));
  }

  async person() {
    return (await getAuthSession(postgres(), this.cookies.get(sessionCookie) ?? ""))?.person;
  }
}

const events = async (name: string) =>
  (await postgres().eventOutbox.findMany({ orderBy: { id: "asc" } }))
    .map((row) => row.payload as unknown as OutboxPayload)
    .filter((payload) => payload.event === name);

describe("signing in with GitHub", () => {
  it("makes a person on the first day and knows them on the second", async () => {
    const browser = new Browser();
    browser.cookies.set("wm_vid", "vis_ada");
    const authorize = await browser.start("/console/team");
    expect(authorize.origin).toBe(github.url);
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      client_id: github.clientId,
      redirect_uri: `${publicUrl}/api/auth/callback/github`,
      scope: "read:user user:email read:org",
      code_challenge_method: "S256",
      state: expect.any(String),
    });

    const response = await browser.comeBack(await browser.agree(authorize, "ada"));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(`${publicUrl}/console/team`);
    const ada = await browser.person();
    expect(ada).toMatchObject({
      name: "Ada Okafor",
      email: "ada@analytical.example",
      githubLogin: "ada-analytical",
      companyName: "Analytical",
      companyRole: "owner",
      staffRole: null,
    });
    const account = await postgres().account.findFirstOrThrow({ where: { userId: ada?.id } });
    expect(account).toMatchObject({ providerAccountId: "1001", organisations: ["analytical-engines"] });
    expect((await events("signed_up")).at(-1)).toMatchObject({ userId: ada?.id, anonymousId: "vis_ada" });
    expect(await events("signed_in")).toEqual([]);

    const phone = new Browser();
    phone.cookies.set("wm_vid", "vis_phone");
    await phone.signIn("ada");
    expect((await phone.person())?.id).toBe(ada?.id);
    expect((await events("signed_up")).filter((event) => event.userId === ada?.id)).toHaveLength(1);
    expect((await events("signed_in")).at(-1)).toMatchObject({ userId: ada?.id, anonymousId: "vis_phone" });
  });

  it("sets an HttpOnly, SameSite=Lax cookie whose value is stored only as SHA-256", async () => {
    const browser = new Browser();
    const response = await browser.signIn("grace");
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith(sessionCookie)) ?? "";
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(line).not.toMatch(/Secure/i);
    const token = browser.cookies.get(sessionCookie) ?? "";
    expect(token).toHaveLength(43);
    const sessions = await postgres().authSession.findMany();
    expect(sessions.map((session) => session.sessionToken)).toContain(hashSecret(token));
    expect(JSON.stringify(sessions)).not.toContain(token);
    // What is stored is no key to anything.
    expect(await getAuthSession(postgres(), hashSecret(token))).toBeNull();
  });

  it("marks the cookie Secure when the portal is served over https", async () => {
    setSettings({ PUBLIC_URL: "https://portal.example" });
    const response = await startGithubSignIn(house(), new Request("https://portal.example/api/auth/start"), {
      callbackUrl: "/console",
      shareOrganisations: true,
    });
    const lines = response.headers.getSetCookie();
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^__(Secure|Host)-.*Secure/);
  });

  it("asks for no organisations when the person would rather not", async () => {
    const browser = new Browser();
    const authorize = await browser.start("/console", false);
    expect(authorize.searchParams.get("scope")).toBe("read:user user:email");
    await browser.comeBack(await browser.agree(authorize, "grace"));
    const grace = await browser.person();
    expect(grace?.companyName).toBe("Grace Lindqvist");
    const kept = await postgres().account.findFirstOrThrow({ where: { userId: grace?.id } });
    // Granted at an earlier sign-in, and not taken away by not asking again.
    expect(kept.organisations).toEqual(["night-owls"]);
  });

  it("reads organisations anew for somebody who is signed in, in the same login", async () => {
    const browser = new Browser();
    await browser.signIn("grace");
    const token = browser.cookies.get(sessionCookie);
    const grace = await browser.person();
    if (github.personas.grace) github.personas.grace.organisations = ["night-owls", "early-birds"];
    const response = await browser.signIn("grace", "/console/account");
    expect(response.headers.get("location")).toBe(`${publicUrl}/console/account`);
    expect(browser.cookies.get(sessionCookie)).toBe(token);
    const account = await postgres().account.findFirstOrThrow({ where: { userId: grace?.id } });
    expect(account.organisations).toEqual(["night-owls", "early-birds"]);
  });

  it("believes verified addresses only", async () => {
    const browser = new Browser();
    await browser.signIn("mallory");
    expect(await browser.person()).toMatchObject({ name: "mallory", email: null, companyName: "mallory" });
  });

  it("makes whom STAFF names an admin", async () => {
    const browser = new Browser();
    await browser.signIn("admin");
    expect(await browser.person()).toMatchObject({ staffRole: "admin" });
  });

  it("takes the invite whose join button was pressed", async () => {
    const ada = new Browser();
    await ada.signIn("ada");
    const inviter = await ada.person();
    const invite = await createInvite(postgres(), {
      companyId: inviter?.companyId ?? "",
      inviterId: inviter?.id ?? "",
      role: "developer",
    });
    const ben = new Browser();
    ben.cookies.set("wm_invite", invite.token);
    await ben.signIn("ben");
    expect(await ben.person()).toMatchObject({ companyId: inviter?.companyId, companyRole: "developer" });
    expect(ben.cookies.has("wm_invite")).toBe(false);
    expect((await events("signed_up")).at(-1)?.properties).toMatchObject({
      company_reason: "invite",
      inviter_id: inviter?.id,
    });

    // Grace has an account; the same press joins her at her next sign-in.
    const second = await createInvite(postgres(), {
      companyId: inviter?.companyId ?? "",
      inviterId: inviter?.id ?? "",
      role: "viewer",
    });
    const grace = new Browser();
    grace.cookies.set("wm_invite", second.token);
    await grace.signIn("grace");
    expect(await grace.person()).toMatchObject({ companyId: inviter?.companyId, companyRole: "viewer" });
  });
});

describe("one browser, two people", () => {
  it("the second gets a new visitor, and the first is signed out rather than merged", async () => {
    const browser = new Browser();
    browser.cookies.set("wm_vid", "vis_kitchen");
    browser.cookies.set("wm_vst", "a-visit");
    await browser.signIn("ada");
    const ada = await browser.person();
    const adasToken = browser.cookies.get(sessionCookie) ?? "";
    expect(browser.cookies.get("wm_vid")).toBe("vis_kitchen");

    await browser.signIn("ben");
    const ben = await browser.person();
    expect(ben?.githubLogin).toBe("ben-builds");
    expect(await getAuthSession(postgres(), adasToken)).toBeNull();
    expect(await postgres().account.count({ where: { userId: ada?.id } })).toBe(1);
    expect(browser.cookies.get("wm_vid")).toMatch(/^vis_[0-9a-z]{26}$/);
    expect(browser.cookies.has("wm_vst")).toBe(false);
    expect((await events("signed_in")).at(-1)).toMatchObject({
      userId: ben?.id,
      anonymousId: browser.cookies.get("wm_vid"),
    });
  });

  it("a stranger who signs up over somebody's login becomes a person of their own", async () => {
    const before = await postgres().person.count();
    github.personas.nina = {
      id: 2001,
      login: "nina",
      name: "Nina",
      emails: [{ email: "nina@gmail.com", primary: true, verified: true, visibility: null }],
      organisations: [],
    };
    const browser = new Browser();
    await browser.signIn("ada");
    await browser.signIn("nina");
    expect(await browser.person()).toMatchObject({ name: "Nina", companyName: "Nina" });
    expect(await postgres().person.count()).toBe(before + 1);
  });
});

describe("signing in goes wrong", () => {
  it("when the person cancels: back to the sign-in page with a reason", async () => {
    const browser = new Browser();
    const response = await browser.comeBack(await browser.agree(await browser.start(), null));
    expect(response.headers.get("location")).toBe("/sign-in?error=Cancelled");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it("when the answer comes back to another browser (no state): nobody is signed in", async () => {
    const [one, other] = [new Browser(), new Browser()];
    const back = await one.agree(await one.start(), "ada");
    const response = await other.comeBack(back);
    expect(response.headers.get("location")).toContain("error=OAuthCallback");
    expect(other.cookies.has(sessionCookie)).toBe(false);
  });

  it("when a code is used twice: the second time fails", async () => {
    const browser = new Browser();
    const authorize = await browser.start();
    const back = await browser.agree(authorize, "ada");
    const copy = new Map(browser.cookies);
    await browser.comeBack(back);
    const thief = new Browser();
    for (const [name, value] of copy) thief.cookies.set(name, value);
    expect((await thief.comeBack(back)).headers.get("location")).toContain("error=OAuthCallback");
  });

  it("when the secret is wrong: GitHub refuses, nobody is made", async () => {
    setSettings({ GITHUB_SECRET: "not-the-secret" });
    const before = await postgres().person.count();
    const browser = new Browser();
    const response = await browser.signIn("ada");
    expect(response.headers.get("location")).toContain("error=OAuthCallback");
    expect(await postgres().person.count()).toBe(before);
  });

  it("when another account has the same address: it is not handed over", async () => {
    github.personas.twin = {
      id: 3001,
      login: "twin",
      name: "Twin",
      emails: [{ email: "ada@analytical.example", primary: true, verified: true, visibility: null }],
      organisations: [],
    };
    const browser = new Browser();
    const response = await browser.signIn("twin");
    expect(response.headers.get("location")).toContain("error=OAuthAccountNotLinked");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it.each(["https://evil.example/x", "//evil.example", "/\\evil.example"])(
    "never ends on another host (%s)",
    async (next) => {
      const browser = new Browser();
      const response = await browser.signIn("ada", next);
      expect(new URL(response.headers.get("location") ?? "", publicUrl).origin).toBe(publicUrl);
    },
  );
});

describe("next-auth's own addresses", () => {
  const ask = (path: string, init?: RequestInit, browser = new Browser()) =>
    answerAuthRequest(house(), browser.request(path, init));

  it("start nothing without its anti-forgery token", async () => {
    const response = await ask("/api/auth/signin/github", { method: "POST", body: new URLSearchParams() });
    expect(response.headers.get("location")).toContain("csrf=true");
  });

  it("take no log lines from outside and draw no pages of their own", async () => {
    expect((await ask("/api/auth/_log", { method: "POST", body: "{}" })).status).toBe(404);
    expect((await ask("/api/auth/verify-request")).status).toBe(404);
    expect((await ask("/api/auth")).status).toBe(404);
  });

  it("sign out with the token: the login ends and the visitor is forgotten", async () => {
    const browser = new Browser();
    browser.cookies.set("wm_vid", "vis_leaving");
    await browser.signIn("ben");
    const token = browser.cookies.get(sessionCookie) ?? "";
    const csrf = browser.keep(await ask("/api/auth/csrf", undefined, browser));
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const response = await ask(
      "/api/auth/signout",
      { method: "POST", body: new URLSearchParams({ csrfToken, callbackUrl: "/" }) },
      browser,
    );
    browser.keep(response);
    expect(await getAuthSession(postgres(), token)).toBeNull();
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect(browser.cookies.has("wm_vid")).toBe(false);
    expect(response.headers.get("location")).toBe(`${publicUrl}/`);
  });
});
