import { createHash, randomBytes } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { authCookieName, cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { type Env, nameAuthOrigin, portalSecret } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import { paths } from "@/lib/base/paths";
import type { Db } from "@/lib/base/postgres";
import { acceptInvite } from "./accept-invite";
import { type AuthRequest, authOptions } from "./internal/auth-options";
import { githubScopes } from "./internal/github-provider";
import { visitorCookies } from "./visitor-cookies";

export type AuthHouse = { db: Db; settings: Env; log: Logger; visitorCookieDays: number };

/** What of next-auth is answered; its own pages and its log endpoint (which anybody could write to) are not. */
const actions = new Set(["signin", "signout", "callback", "session", "csrf", "providers", "error"]);

/**
 * Answers one request below `/api/auth/`: next-auth does the OAuth, this gives it the browser's visitor and invite and afterwards tells the
 * browser what changed (a new visitor for another person, none after sign-out, the invite used). `visitorId` is what the edge saw.
 */
export async function answerAuthRequest(house: AuthHouse, request: Request, visitorId?: string): Promise<Response> {
  const url = new URL(request.url);
  const [, , , action, providerId] = url.pathname.split("/");
  if (!action || !actions.has(action)) return new Response("Not found", { status: 404 });
  if (action === "callback" && url.searchParams.get("error") === "access_denied") {
    // Pressing "Cancel" at GitHub is a choice, not a fault.
    return new Response(null, { status: 302, headers: { location: `${paths.signIn()}?error=Cancelled` } });
  }
  return runNextAuth(house, request, { action, providerId, visitorId });
}

/**
 * Begins a GitHub sign-in from a plain form on a page of ours, without scripts: the door has checked where the form came from, so this makes
 * next-auth's anti-forgery pair itself. Answers with the way to GitHub.
 */
export async function startGithubSignIn(
  house: AuthHouse,
  request: Request,
  options: { callbackUrl: string; shareOrganisations: boolean; loginHint?: string },
): Promise<Response> {
  const token = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(`${token}${portalSecret()}`).digest("hex");
  const secure = house.settings.publicUrl.startsWith("https:");
  return runNextAuth(house, request, {
    action: "signin",
    providerId: "github",
    method: "POST",
    query: {
      scope: options.shareOrganisations ? githubScopes.withOrganisations : githubScopes.basic,
      ...(options.loginHint ? { login: options.loginHint } : {}),
    },
    body: { csrfToken: token, callbackUrl: options.callbackUrl },
    cookies: { [`${secure ? "__Host-" : ""}next-auth.csrf-token`]: `${token}|${hash}` },
  });
}

type Run = {
  action: string;
  providerId?: string;
  visitorId?: string;
  method?: string;
  query?: Record<string, string>;
  body?: Record<string, string>;
  cookies?: Record<string, string>;
};

async function runNextAuth(house: AuthHouse, request: Request, run: Run): Promise<Response> {
  const { db, settings, log } = house;
  const secure = settings.publicUrl.startsWith("https:");
  const cookies = parseCookies(request.headers.get("cookie"));
  const auth: AuthRequest = {
    visitorId: run.visitorId,
    inviteToken: cookies.get(cookieNames.invite),
    sessionToken: cookies.get(authCookieName(secure)),
    log,
  };
  const req = {
    method: run.method ?? request.method,
    headers: Object.fromEntries(request.headers),
    cookies: { ...Object.fromEntries(cookies), ...run.cookies },
    query: {
      ...(run.query ?? Object.fromEntries(new URL(request.url).searchParams)),
      nextauth: [run.action, ...(run.providerId ? [run.providerId] : [])],
    },
    body: run.body ?? (await readBody(request)),
  };
  const answer = new Answer();
  nameAuthOrigin();
  await NextAuth(
    req as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    authOptions(db, settings, auth),
  );

  if (auth.result) {
    const { personId, isNew, visitorId, rotated } = auth.result;
    // Who pressed "join" and then turned out to have an account: the cookie says what they wanted. Sign-up did it already.
    if (!isNew && auth.inviteToken) await acceptInvite(db, { token: auth.inviteToken, personId });
    if (auth.inviteToken) {
      answer.headers.append("set-cookie", serializeCookie(cookieNames.invite, "", { maxAgeSeconds: 0, secure }));
    }
    if (rotated && visitorId) {
      for (const line of visitorCookies({ visitorId, secure, days: house.visitorCookieDays })) {
        answer.headers.append("set-cookie", line);
      }
    }
  }
  if (run.action === "signout" && req.method === "POST") {
    for (const line of visitorCookies({ secure })) answer.headers.append("set-cookie", line);
  }
  return answer.toResponse();
}

async function readBody(request: Request): Promise<Record<string, string> | undefined> {
  if (request.method !== "POST") return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (type.includes("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(await request.text()));
  }
  if (!type.includes("application/json")) return undefined;
  const body: unknown = await request.json().catch(() => undefined);
  return body && typeof body === "object" ? (body as Record<string, string>) : undefined;
}

/** As much of a node response as next-auth's handler uses. Its other handler reads Next's request store, where no cookie can be put before. */
class Answer {
  readonly headers = new Headers({ "cache-control": "no-store" });
  private code = 200;
  private body: string | null = null;

  status(code: number): this {
    this.code = code;
    return this;
  }
  getHeader(name: string): string | string[] | null {
    return name.toLowerCase() === "set-cookie" ? this.headers.getSetCookie() : this.headers.get(name);
  }
  setHeader(name: string, value: string | string[]): this {
    if (!Array.isArray(value)) this.headers.set(name, value);
    else {
      this.headers.delete(name);
      for (const line of value) this.headers.append(name, line);
    }
    return this;
  }
  json(body: unknown): void {
    this.headers.set("content-type", "application/json");
    this.body = JSON.stringify(body);
  }
  send(body: unknown): void {
    if (typeof body === "string" || body === undefined) this.body = body ?? null;
    else this.json(body);
  }
  end(): void {}

  toResponse(): Response {
    return new Response(this.body, { status: this.code, headers: this.headers });
  }
}
