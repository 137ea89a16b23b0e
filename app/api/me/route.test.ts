import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { dayMs, nowMs, shiftClock } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getAuthSession } from "@/lib/identity/get-auth-session";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { GET } from "./route";

const cookies = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (cookies.has(name) ? { value: cookies.get(name) } : undefined) }),
}));

useStores({ postgres: true });
const name = "next-auth.session-token";
let token = "";
beforeAll(async () => {
  ({ token } = await signInLocally(postgres(), env(), { as: "admin" }));
});
beforeEach(() => {
  shiftClock(0);
  cookies.clear();
});

const ask = () => GET(new Request("http://127.0.0.1/api/me", { headers: { cookie: `${name}=${token}` } }));

it("says that nobody is signed in, and is never stored", async () => {
  const response = await ask();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({ signedIn: false });
});

it("says who is signed in, and nothing more than the header shows", async () => {
  cookies.set(name, token);
  const response = await ask();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({ signedIn: true, name: "Sample Admin", image: null, staff: true });
  expect(response.headers.getSetCookie()).toEqual([]);
});

it("pushes a login that is used on, once a day", async () => {
  cookies.set(name, token);
  shiftClock(2 * dayMs);
  const response = await ask();
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(`^${name}=${token}; Path=/; Max-Age=2592000`),
  ]);
  const login = await getAuthSession(postgres(), token);
  expect(Math.round(((login?.expires.getTime() ?? 0) - nowMs()) / dayMs)).toBe(30);
  expect((await ask()).headers.getSetCookie()).toEqual([]);
});
