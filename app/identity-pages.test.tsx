import { prerender } from "react-dom/static.edge";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { acceptInvite } from "@/lib/identity/accept-invite";
import { createAuthSession } from "@/lib/identity/create-auth-session";
import { createInvite } from "@/lib/identity/create-invite";
import { createPersonFromProvider, type SignUp } from "@/lib/identity/create-person-from-provider";
import { revokeInvite } from "@/lib/identity/revoke-invite";
import type { StaffRole } from "@/lib/identity/schema";
import { pollDeviceRequest } from "@/lib/keys/poll-device-request";
import { startDeviceRequest } from "@/lib/keys/start-device-request";
import {
  chooseOrganisationAction,
  deleteAccountAction,
  switchCompanyAction,
} from "./(console)/console/account/actions";
import { GET as exportAccount } from "./(console)/console/account/export/route";
import AccountPage from "./(console)/console/account/page";
import {
  changeRoleAction,
  inviteAction,
  removeMemberAction,
  renameCompanyAction,
} from "./(console)/console/team/actions";
import { GET as teamAudit } from "./(console)/console/team/audit/route";
import TeamPage from "./(console)/console/team/page";
import { POST as decideDevice } from "./(site)/device/decide/route";
import DevicePage from "./(site)/device/page";
import { POST as joinInvite } from "./(site)/invite/[token]/join/route";
import InvitePage from "./(site)/invite/[token]/page";
import SignInPage from "./(site)/sign-in/page";
import AuditLogPage from "./(staff)/staff/audit-log/page";
import CompanyPage from "./(staff)/staff/companies/[id]/page";
import CompaniesPage from "./(staff)/staff/companies/page";
import PersonPage from "./(staff)/staff/people/[id]/page";
import { correctLinkAction, setStaffRoleAction } from "./(staff)/staff/people/actions";
import PeoplePage from "./(staff)/staff/people/page";
import {
  createSourceAction,
  createTokenAction,
  revokeTokenAction,
  switchSourceAction,
} from "./(staff)/staff/settings/actions";
import SettingsPage from "./(staff)/staff/settings/page";

/** The browser under test, as Next would show it to a page. */
const browser = vi.hoisted(() => ({ cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined),
    set: (name: string, value: string) => browser.cookies.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

// biome-ignore lint/correctness/useHookAtTopLevel: vitest's hooks, not React's
const stores = useStores({ postgres: true, clickhouse: true });
const session = "next-auth.session-token";
let ada: SignUp;
let admin: SignUp;
const tokens = { ada: "", admin: "" };

beforeAll(async () => {
  ada = await signUp("Ada <b>Okafor</b>", { verifiedEmails: ["ada@analytical.example"], organisations: ["engines"] });
  admin = await signUp("Robin Petit", { adminBecause: "STAFF" });
  tokens.ada = (await createAuthSession(postgres(), { personId: ada.personId })).token;
  tokens.admin = (await createAuthSession(postgres(), { personId: admin.personId })).token;
});
beforeEach(() => {
  browser.cookies.clear();
  setSettings();
});

function setSettings(more: Record<string, string> = {}): void {
  setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    ...more,
  });
}

let count = 0;
function signUp(name: string, more: Partial<Parameters<typeof createPersonFromProvider>[1]> = {}): Promise<SignUp> {
  return createPersonFromProvider(postgres(), {
    provider: "github",
    providerAccountId: `${++count}`,
    name,
    image: null,
    githubLogin: `login-${count}`,
    verifiedEmails: [],
    organisations: [],
    ...more,
  });
}

const as = (token: string) => browser.cookies.set(session, token);
const given = <T,>(value: T) => Promise.resolve(value);
/** The page as HTML, parts of it that wait for data included. */
const draw = async (page: Promise<React.ReactNode>) => {
  const { prelude } = await prerender(await page);
  return (await new Response(prelude).text()).replace(/<!--.*?-->/g, "");
};
/** Where Next was sent: a redirect's address, or `404`. */
async function endOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return "stayed";
  } catch (error) {
    const digest = (error as { digest?: string }).digest ?? "";
    if (digest.startsWith("NEXT_REDIRECT")) return digest.split(";")[2] ?? "";
    if (digest.startsWith("NEXT_HTTP_ERROR_FALLBACK;404")) return "404";
    throw error;
  }
}
function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe("a coding agent's request for a key", () => {
  const page = (search: Record<string, string> = {}) => draw(DevicePage({ searchParams: given(search) }));
  const decide = (fields: Record<string, string>, origin = env().publicUrl) =>
    decideDevice(
      new Request(`${env().publicUrl}/device/decide`, { method: "POST", body: form(fields), headers: { origin } }),
    );

  it("is shown to who is signed in, with a warning, and answered by a form of ours only", async () => {
    const { userCode, deviceCode } = await startDeviceRequest(postgres(), "Claude Code");
    const before = await page({ code: userCode });
    expect(before).toContain(`/sign-in?next=%2Fdevice%3Fcode%3D${userCode}`);
    // Nobody learns from outside whether a code is one.
    expect(before).not.toContain("Claude Code");
    as(tokens.ada);
    expect(await page({ code: "BBBB-BBBB" })).toContain("no open request with this code");
    const shown = await page({ code: userCode });
    for (const part of ["Claude Code", userCode, "started this yourself", 'action="/device/decide"', "A new app"])
      expect(shown).toContain(part);
    const yes = { code: userCode, decision: "approve", appId: "new", name: "Built by an agent" };
    expect((await decide(yes, "https://evil.example")).status).toBe(403);
    expect((await decide({ ...yes, name: "" })).headers.get("location")).toContain("problem=name");
    expect((await decide(yes)).headers.get("location")).toBe("/device?done=approved");
    expect((await decide(yes)).headers.get("location")).toContain("problem=gone");
    const polled = await pollDeviceRequest(postgres(), deviceCode, "Claude Code");
    expect(polled).toMatchObject({ outcome: "key", secret: expect.stringContaining("_sbx_") });
    expect(await page({ done: "approved" })).toContain("gets its key now");
  });
});

describe("the sign-in page", () => {
  const page = (search: Record<string, string> = {}) => draw(SignInPage({ searchParams: given(search) }));

  it("offers GitHub, and a way without organisations", async () => {
    setSettings({ GITHUB_ID: "id", GITHUB_SECRET: "secret" });
    const html = await page({ next: "/console/team" });
    expect(html).toContain("Continue with GitHub");
    expect(html).toContain("Continue without sharing my organisations");
    expect(html).toContain('action="/api/auth/start"');
    expect(html).toContain('name="next" value="/console/team"');
    expect(html).not.toContain("sample");
  });

  it("names an Enterprise server", async () => {
    setSettings({ GITHUB_ID: "id", GITHUB_SECRET: "secret", GITHUB_URL: "https://code.analytical.example" });
    expect(await page()).toContain("GitHub at code.analytical.example");
  });

  it("offers the marked local sign-in on this machine only", async () => {
    const html = await page();
    expect(html).toContain("Local sign-in");
    expect(html).toContain("Continue as a sample developer");
    expect(html).toContain("Continue as a sample admin");
    setSettings({ HOST: "0.0.0.0" });
    const closed = await page();
    expect(closed).not.toContain("sample");
    expect(closed).toContain("Sign-in is not set up");
  });

  it("says what went wrong, and hands no foreign address on", async () => {
    const html = await page({ error: "OAuthAccountNotLinked", next: "https://evil.example" });
    expect(html).toContain("belongs to another account");
    expect(html).not.toContain("evil.example");
    expect(await page({ error: "<script>" })).toContain("That did not work");
  });

  it("knows who is signed in already", async () => {
    as(tokens.ada);
    const html = await page();
    expect(html).toContain("You are signed in as <strong>Ada &lt;b&gt;Okafor&lt;/b&gt;</strong>");
    expect(html).not.toContain("sample");
  });
});

describe("the invitation page", () => {
  const page = (token: string) => draw(InvitePage({ params: given({ token }) }));
  const invite = () =>
    createInvite(postgres(), { companyId: ada.companyId, inviterId: ada.personId, role: "developer" });
  const join = (token: string, headers: Record<string, string> = {}) =>
    joinInvite(
      new Request(`http://127.0.0.1:3000/invite/${token}/join`, {
        method: "POST",
        headers: { origin: "http://127.0.0.1:3000", ...headers },
      }),
      { params: given({ token }) },
    );

  it("says who invites into what, and as what", async () => {
    const { token } = await invite();
    const html = await page(token);
    expect(html).toContain("Ada &lt;b&gt;Okafor&lt;/b&gt; invites you");
    expect(html).toContain("Join Analytical");
    expect(html).toContain("Sign in and join");
  });

  it("remembers the press of the button across the sign-in", async () => {
    const { token } = await invite();
    const response = await join(token);
    expect(response.headers.get("location")).toBe("/sign-in?next=%2Fconsole%2Fteam");
    expect(response.headers.getSetCookie()).toEqual([
      `wm_invite=${token}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax`,
    ]);
    browser.cookies.set("wm_invite", token);
    expect(await draw(SignInPage({ searchParams: given({}) }))).toContain("You are joining Analytical");
  });

  it("lets in who is signed in, once, and not by another site's form", async () => {
    const { token } = await invite();
    const ben = await signUp("Ben Duarte");
    const cookie = `${session}=${(await createAuthSession(postgres(), { personId: ben.personId })).token}`;
    expect((await join(token, { cookie, origin: "https://evil.example" })).status).toBe(403);
    expect((await join(token, { cookie })).headers.get("location")).toBe("/console/team?done=joined");
    expect(await postgres().membership.count({ where: { companyId: ada.companyId, personId: ben.personId } })).toBe(1);

    const late = await signUp("Late");
    const lateCookie = `${session}=${(await createAuthSession(postgres(), { personId: late.personId })).token}`;
    expect((await join(token, { cookie: lateCookie })).headers.get("location")).toBe(`/invite/${token}`);
    expect(await page(token)).toContain("This invitation has been used");
  });

  it("says when it is no use", async () => {
    const { token, inviteId } = await invite();
    await revokeInvite(postgres(), { inviteId, actorId: ada.personId });
    expect(await page(token)).toContain("was taken back");
    expect(await page("made-up")).toContain("There is no such invitation");
    const old = await invite();
    await postgres().invite.update({ where: { id: old.inviteId }, data: { expiresAt: new Date(0) } });
    expect(await page(old.token)).toContain("has run out");
  });
});

describe("the team page", () => {
  const page = () => draw(TeamPage({ searchParams: given({}) }));

  it("sends strangers to sign in", async () => {
    expect(await endOf(TeamPage({ searchParams: given({}) }))).toBe("/sign-in?next=%2Fconsole%2Fteam");
    expect(await endOf(changeRoleAction(form({})))).toBe("/sign-in?next=%2Fconsole%2Fteam");
  });

  it("shows the company's part of the audit log to its owners, and to nobody else", async () => {
    as(tokens.ada);
    expect(await page()).toContain("membership.added");
    expect((await teamAudit()).headers.get("content-type")).toContain("text/csv");
    const colleague = await signUp("Not An Owner");
    await postgres().membership.create({
      data: { id: "mem_not_owner", companyId: ada.companyId, personId: colleague.personId, role: "admin" },
    });
    await postgres().person.update({ where: { id: colleague.personId }, data: { companyId: ada.companyId } });
    as((await createAuthSession(postgres(), { personId: colleague.personId })).token);
    expect(await page()).not.toContain("membership.added");
    expect(await endOf(teamAudit())).toBe("404");
    await postgres().membership.delete({ where: { id: "mem_not_owner" } });
  });

  it("makes an invite whose link is shown once", async () => {
    as(tokens.ada);
    const state = await inviteAction({}, form({ role: "developer", email: "new@analytical.example" }));
    expect(state.link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite\/[\w-]{32}$/);
    const html = await page();
    expect(html).toContain("new@analytical.example");
    expect(html).not.toContain(state.link?.split("/").at(-1));
    expect(await inviteAction({}, form({ role: "king" }))).toMatchObject({ errors: { role: expect.any(String) } });
    expect(await inviteAction({}, form({ role: "viewer", email: "no address" }))).toMatchObject({
      errors: { email: "must be an e-mail address" },
    });
  });

  it("shows viewers the members and no way to change anything; their forms change nothing", async () => {
    const { token } = await createInvite(postgres(), {
      companyId: ada.companyId,
      inviterId: ada.personId,
      role: "viewer",
    });
    const viewer = await signUp("Vera Viewer");
    await acceptInvite(postgres(), { token, personId: viewer.personId });
    as((await createAuthSession(postgres(), { personId: viewer.personId })).token);
    const html = await page();
    expect(html).toContain("Vera Viewer");
    expect(html).not.toContain("Create invite link");
    expect(html).not.toContain("Rename");
    expect(html).not.toContain("<select");
    expect(await endOf(changeRoleAction(form({ personId: viewer.personId, role: "owner" })))).toBe(
      "/console/team?done=forbidden",
    );
    expect(await endOf(removeMemberAction(form({ personId: ada.personId })))).toBe("/console/team?done=forbidden");
    expect(await endOf(renameCompanyAction(form({ name: "Mine now" })))).toBe("/console/team?done=forbidden");
    expect(await inviteAction({}, form({ role: "viewer" }))).toMatchObject({ errors: { role: expect.any(String) } });
    expect(await endOf(removeMemberAction(form({ personId: viewer.personId })))).toBe("/console/team?done=left");
  });
});

describe("the account page", () => {
  const page = () => draw(AccountPage({ searchParams: given({}) }));

  it("shows who somebody is, and what they may choose", async () => {
    as(tokens.ada);
    const html = await page();
    expect(html).toContain('value="Ada &lt;b&gt;Okafor&lt;/b&gt;"');
    expect(html).toContain("ada@analytical.example, verified by GitHub");
    expect(html).toContain("engines");
    expect(html).toContain("Export as JSON");
  });

  it("joins an organisation and switches back", async () => {
    as(tokens.ada);
    expect(await endOf(chooseOrganisationAction(form({ organisation: "engines" })))).toBe(
      "/console/account?done=founded",
    );
    expect(await endOf(chooseOrganisationAction(form({ organisation: "google" })))).toBe(
      "/console/account?done=not_vouched_for",
    );
    expect(await endOf(switchCompanyAction(form({ companyId: admin.companyId })))).toBe(
      "/console/account?done=not_member",
    );
    expect(await endOf(switchCompanyAction(form({ companyId: ada.companyId })))).toBe("/console/account?done=switched");
  });

  it("exports to its person only", async () => {
    expect((await exportAccount()).status).toBe(401);
    as(tokens.ada);
    const response = await exportAccount();
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(await response.json()).toMatchObject({ profile: { id: ada.personId }, events: [] });
  });

  it("keeps the portal's only admin, and says why", async () => {
    as(tokens.admin);
    expect(await page()).toContain("the portal&#x27;s only admin");
    expect(await endOf(deleteAccountAction(form({ sure: "yes" })))).toBe("/console/account?done=last_admin");
    expect(await postgres().person.count({ where: { staffRole: "admin", deletedAt: null } })).toBe(1);
  });

  it("deletes when asked in earnest, and signs out", async () => {
    const gone = await signUp("Gone Soon");
    as((await createAuthSession(postgres(), { personId: gone.personId })).token);
    expect(await endOf(deleteAccountAction(form({})))).toBe("/console/account?done=not_sure");
    expect(await endOf(deleteAccountAction(form({ sure: "yes" })))).toBe("/");
    expect(browser.cookies.get(session)).toBe("");
    expect(await postgres().person.findUnique({ where: { id: gone.personId } })).toMatchObject({ name: null });
  });
});

describe("staff pages about people and companies", () => {
  const pages: [name: string, roles: StaffRole[] | "all", draw: () => Promise<React.ReactNode>, shows: string][] = [
    ["people", "all", () => PeoplePage({ searchParams: given({}) }), "Robin Petit"],
    [
      "a person",
      "all",
      () => PersonPage({ params: given({ id: ada.personId }), searchParams: given({}) }),
      "Merge ledger",
    ],
    ["companies", "all", () => CompaniesPage({ searchParams: given({ search: "analyt" }) }), "analytical.example"],
    ["a company", "all", () => CompanyPage({ params: given({ id: ada.companyId }) }), "invite.created"],
    ["audit log", ["admin"], () => AuditLogPage({ searchParams: given({}) }), "Audit log"],
    ["settings", ["admin"], () => SettingsPage({ searchParams: given({}) }), "Service tokens"],
  ];
  const actions: [name: string, act: () => Promise<unknown>][] = [
    ["setStaffRole", () => setStaffRoleAction(form({ personId: ada.personId, role: "viewer" }))],
    ["createToken", () => createTokenAction({}, form({ name: "x", scopes: "manage" }))],
    ["revokeToken", () => revokeTokenAction(form({ tokenId: "tok_x" }))],
    ["createSource", () => createSourceAction(form({ name: "x" }))],
    ["switchSource", () => switchSourceAction(form({ sourceId: "src_x", enabled: "no" }))],
  ];
  const setRole = (staffRole: StaffRole | null) =>
    postgres().person.update({ where: { id: ada.personId }, data: { staffRole } });

  it.each(pages)("%s: open to whom it should be", async (_name, roles, page, shows) => {
    expect(await endOf(page())).toBe("/sign-in?next=%2Fstaff");
    for (const role of [null, "viewer", "devrel", "marketing", "success"] as const) {
      await setRole(role);
      as(tokens.ada);
      const open = role !== null && (roles === "all" || roles.includes(role));
      if (open) expect(await draw(page()), role).toContain(shows);
      else expect(await endOf(page()), String(role)).toBe("404");
    }
    await setRole(null);
    as(tokens.admin);
    expect(await draw(page())).toContain(shows);
  });

  it.each(actions)("%s is for admins only", async (_name, act) => {
    const before = await postgres().auditEntry.count();
    expect(await endOf(act())).toBe("/sign-in?next=%2Fstaff");
    for (const role of [null, "viewer", "devrel", "marketing", "success"] as const) {
      await setRole(role);
      as(tokens.ada);
      expect(await endOf(act()), String(role)).toBe("404");
    }
    await setRole(null);
    expect(await postgres().auditEntry.count()).toBe(before);
  });

  it("give roles, sources and tokens, and note it", async () => {
    as(tokens.admin);
    const path = `/staff/people/${ada.personId}`;
    expect(await endOf(setStaffRoleAction(form({ personId: ada.personId, role: "devrel" })))).toBe(`${path}?done=set`);
    expect(await endOf(setStaffRoleAction(form({ personId: ada.personId, role: "" })))).toBe(`${path}?done=set`);
    expect(await endOf(setStaffRoleAction(form({ personId: ada.personId, role: "king" })))).toBe(
      `${path}?done=unchanged`,
    );
    expect(await createTokenAction({}, form({ name: "gateway" }))).toMatchObject({
      errors: { scopes: "Choose at least one." },
    });
    const made = await createTokenAction({}, form({ name: "gateway", scopes: "keys:verify" }));
    expect(made.secret).toMatch(/^svc_\w{48}$/);
    expect(await endOf(createSourceAction(form({ name: "Marketing site" })))).toBe(
      "/staff/settings?done=source_created",
    );
    const source = await postgres().source.findFirstOrThrow({ where: { name: "Marketing site" } });
    expect(source.writeKey).toMatch(/^wk_\w{32}$/);
    expect(await endOf(switchSourceAction(form({ sourceId: source.id, enabled: "no" })))).toBe(
      "/staff/settings?done=source_disabled",
    );
    const html = await draw(SettingsPage({ searchParams: given({}) }));
    expect(html).not.toContain(made.secret);
    expect(html).toContain(source.writeKey);
    const log = await draw(AuditLogPage({ searchParams: given({}) }));
    for (const shown of ["token.created", "source.disabled", "staffRole: devrel → none"]) expect(log).toContain(shown);
    expect(log).not.toContain(made.secret);
    const tokensOnly = await draw(AuditLogPage({ searchParams: given({ action: "token" }) }));
    expect(tokensOnly).toContain("token.created");
    expect(tokensOnly).not.toContain("source.disabled");
  });

  it("undo a tie with a reason, and say what went back; viewers and marketing cannot", async () => {
    const person = await signUp("Tied Twice", { visitorId: "vis_tied_twice" });
    const link = await postgres().identityLink.findFirstOrThrow({ where: { subject: "vis_tied_twice" } });
    const fields = { personId: person.personId, linkId: link.id, reason: "a shared device" };
    const page = (search: Record<string, string> = {}) =>
      draw(PersonPage({ params: given({ id: person.personId }), searchParams: given(search) }));
    as(tokens.ada);
    for (const role of ["viewer", "marketing"] as const) {
      await setRole(role);
      expect(await endOf(correctLinkAction(form(fields)))).toBe("404");
      expect(await page()).not.toContain("Undo this tie");
    }
    await setRole("success");
    expect(await page()).toContain("0 events in 0 visits hang on it.");
    const path = `/staff/people/${person.personId}?done=`;
    expect(await endOf(correctLinkAction(form({ ...fields, reason: "" })))).toBe(`${path}no_reason`);
    expect(await endOf(correctLinkAction(form(fields)))).toBe(`${path}undone&events=0&visits=0`);
    expect(await endOf(correctLinkAction(form(fields)))).toBe(`${path}link_unchanged`);
    const html = await page({ done: "undone", events: "4", visits: "1" });
    for (const shown of ["4 events in 1 visit went back", "Redo this tie", "a shared device"])
      expect(html).toContain(shown);
    expect(await endOf(correctLinkAction(form({ ...fields, way: "redo" })))).toBe(`${path}redone&events=0&visits=0`);
    await setRole(null);
  });

  it("find nobody who is not there", async () => {
    as(tokens.admin);
    expect(await endOf(PersonPage({ params: given({ id: "per_x" }), searchParams: given({}) }))).toBe("404");
    expect(await endOf(CompanyPage({ params: given({ id: "com_x" }) }))).toBe("404");
    expect(await draw(PeoplePage({ searchParams: given({ search: "%zzz" }) }))).toContain("Nobody like that");
  });
});
