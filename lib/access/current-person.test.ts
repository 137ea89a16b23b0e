import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { dayMs, nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createAuthSession } from "@/lib/identity/create-auth-session";
import { createPersonFromProvider } from "@/lib/identity/create-person-from-provider";
import { type StaffRole, staffRoles } from "@/lib/identity/schema";
import { currentPerson } from "./current-person";
import { requirePerson } from "./require-person";
import { requireStaff } from "./require-staff";

/** The request under test, as Next would give it. */
const request = vi.hoisted(() => ({ cookies: new Map<string, string>(), headers: new Headers() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
  headers: async () => request.headers,
}));

useStores({ postgres: true });
const cookie = "next-auth.session-token";
let personId = "";
let token = "";

beforeAll(async () => {
  const made = await createPersonFromProvider(postgres(), {
    provider: "github",
    providerAccountId: "1",
    name: "Ada Okafor",
    image: null,
    githubLogin: "ada",
    verifiedEmails: [],
    organisations: [],
  });
  personId = made.personId;
  token = (await createAuthSession(postgres(), { personId })).token;
});
beforeEach(() => {
  request.cookies.clear();
  request.headers = new Headers();
  shiftClock(0);
});

const setRole = (staffRole: StaffRole | null) =>
  postgres().person.update({ where: { id: personId }, data: { staffRole } });
/** Where Next was told to go: a redirect's address, or `404`. */
const leftFor = (error: unknown): string => {
  const digest = (error as { digest?: string }).digest ?? "";
  if (digest.startsWith("NEXT_REDIRECT")) return digest.split(";")[2] ?? "";
  return digest.startsWith("NEXT_HTTP_ERROR_FALLBACK;404") ? "404" : String(error);
};

describe("who is signed in", () => {
  it("is nobody without a cookie, with a made-up one, or with one spelt for https", async () => {
    expect(await currentPerson()).toBeNull();
    request.cookies.set(cookie, "made-up");
    expect(await currentPerson()).toBeNull();
    request.cookies.clear();
    request.cookies.set(`__Secure-${cookie}`, token);
    expect(await currentPerson()).toBeNull();
  });

  it("is the cookie's person, with company and role", async () => {
    request.cookies.set(cookie, token);
    expect(await currentPerson()).toMatchObject({
      id: personId,
      name: "Ada Okafor",
      companyName: "Ada Okafor",
      companyRole: "owner",
    });
  });

  it("is nobody once the login has run out, or its person is deleted", async () => {
    request.cookies.set(cookie, token);
    shiftClock(31 * dayMs);
    expect(await currentPerson()).toBeNull();
    shiftClock(0);
    await postgres().person.update({ where: { id: personId }, data: { deletedAt: new Date(nowMs()) } });
    expect(await currentPerson()).toBeNull();
    await postgres().person.update({ where: { id: personId }, data: { deletedAt: null } });
    expect(await currentPerson()).not.toBeNull();
  });

  it("never sees a company they are no member of", async () => {
    request.cookies.set(cookie, token);
    const stranger = await createPersonFromProvider(postgres(), {
      provider: "github",
      providerAccountId: "2",
      name: "Other",
      image: null,
      verifiedEmails: [],
      organisations: [],
    });
    const own = await postgres().person.findUniqueOrThrow({ where: { id: personId } });
    await postgres().person.update({ where: { id: personId }, data: { companyId: stranger.companyId } });
    await expect(currentPerson()).rejects.toThrow("no member of their current company");
    await postgres().person.update({ where: { id: personId }, data: { companyId: own.companyId } });
  });
});

describe("pages for people who are signed in", () => {
  it("send others to sign in, and back to where they were going", async () => {
    const ask = (next?: string) => requirePerson(next).catch(leftFor);
    expect(await ask()).toBe("/sign-in?next=%2Fconsole");
    expect(await ask("/console/team")).toBe("/sign-in?next=%2Fconsole%2Fteam");
    request.headers.set("x-waymark-path", "/console/requests?status=4xx");
    expect(await ask()).toBe("/sign-in?next=%2Fconsole%2Frequests%3Fstatus%3D4xx");
    request.headers.set("x-waymark-path", "//evil.example");
    expect(await ask()).toBe("/sign-in?next=%2Fconsole");
  });
});

describe("pages for staff", () => {
  const ask = async (...roles: StaffRole[]) => {
    request.cookies.set(cookie, token);
    return requireStaff(...roles).then((person) => person.staffRole, leftFor);
  };

  it("are not there for developers", async () => {
    await setRole(null);
    expect(await ask()).toBe("404");
    expect(await ask("viewer")).toBe("404");
  });

  it("send whom nobody knows to sign in", async () => {
    expect(await requireStaff().catch(leftFor)).toBe("/sign-in?next=%2Fstaff");
  });

  it.each(staffRoles)("open to %s where they should, and nowhere else", async (role) => {
    await setRole(role);
    expect(await ask()).toBe(role);
    for (const asked of staffRoles) {
      expect(await ask(asked), asked).toBe(role === "admin" || role === asked ? role : "404");
    }
    expect(await ask("devrel", "marketing")).toBe(["devrel", "marketing", "admin"].includes(role) ? role : "404");
  });
});
