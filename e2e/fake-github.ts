import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A GitHub for tests: the OAuth web flow (authorise page, code exchange, PKCE) and the three REST addresses a sign-in reads, with GitHub's
 * own paths (as an Enterprise server has them: REST below /api/v3), status codes and error bodies. It keeps its own rules: wrong secret,
 * reused or foreign code, wrong redirect_uri, missing scope and missing User-Agent are refused as GitHub refuses them.
 * Source: docs.github.com, "Authorizing OAuth apps" and "REST API endpoints for users / emails / organizations".
 */
export type Persona = {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility: "public" | "private" | null }[];
  organisations: string[];
};

const address = (email: string, primary = true, verified = true): Persona["emails"][number] => ({
  email,
  primary,
  verified,
  visibility: primary ? "private" : null,
});

/** Ada's company is known by her address; Ben is her colleague; Grace has a private address; Mallory claims Ada's without proof. */
export const personas = {
  ada: {
    id: 1001,
    login: "ada-analytical",
    name: "Ada Okafor",
    emails: [address("ada@analytical.example"), address("1001+ada-analytical@users.noreply.github.com", false)],
    organisations: ["analytical-engines"],
  },
  ben: {
    id: 1002,
    login: "ben-builds",
    name: "Ben Duarte",
    emails: [address("ben@analytical.example")],
    organisations: [],
  },
  grace: {
    id: 1003,
    login: "grace-codes",
    name: "Grace Lindqvist",
    emails: [address("grace.lindqvist@gmail.com")],
    organisations: ["night-owls"],
  },
  admin: {
    id: 1004,
    login: "portal-admin",
    name: "Robin Petit",
    emails: [address("robin@parcelway.example")],
    organisations: [],
  },
  mallory: {
    id: 1005,
    login: "mallory",
    name: null,
    emails: [address("mallory@analytical.example", true, false)],
    organisations: [],
  },
} satisfies Record<string, Persona>;

export type FakeGithub = {
  /** GITHUB_URL */
  url: string;
  /** GITHUB_API_URL */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  personas: Record<string, Persona>;
  close(): Promise<void>;
};

type Options = {
  port?: number;
  personas?: Record<string, Persona>;
  clientId?: string;
  clientSecret?: string;
  /** The app's registered callback; without it any loopback address is taken. */
  callbackUrl?: string;
};

type Grant = { persona: Persona; scopes: string[]; redirectUri: string; challenge?: string; expiresAt: number };
type Token = { persona: Persona; scopes: string[] };
type House = Required<Pick<Options, "personas" | "clientId" | "clientSecret">> & {
  callbackUrl?: string;
  url: string;
  grants: Map<string, Grant>;
  tokens: Map<string, Token>;
};

export async function startFakeGithub(options: Options = {}): Promise<FakeGithub> {
  const house: House = {
    personas: structuredClone(options.personas ?? personas),
    clientId: options.clientId ?? "Iv1.fake0000github0000",
    clientSecret: options.clientSecret ?? randomBytes(20).toString("hex"),
    callbackUrl: options.callbackUrl,
    url: "",
    grants: new Map(),
    tokens: new Map(),
  };
  const server = createServer((request, response) => {
    answer(house, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  house.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { url, clientId, clientSecret } = house;
  return {
    url,
    apiUrl: `${url}/api/v3`,
    clientId,
    clientSecret,
    personas: house.personas,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", house.url);
  response.setHeader("server", "github.com");
  response.setHeader("x-github-request-id", randomBytes(8).toString("hex").toUpperCase());
  const route = `${request.method} ${url.pathname}`;
  if (route === "GET /login/oauth/authorize") return showAuthorize(house, url, response);
  if (route === "POST /login/oauth/authorize") {
    return decideAuthorize(house, new URLSearchParams(await readText(request)), response);
  }
  if (route === "POST /login/oauth/access_token") return exchangeCode(house, request, response);
  if (url.pathname.startsWith("/api/v3/")) return answerApi(house, request, url.pathname.slice(7), response);
  response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
}

/** True when GitHub would go on; else the error was answered. An unknown client is a bare 404, a wrong redirect_uri goes to the registered one. */
function checkClient(house: House, params: URLSearchParams, response: ServerResponse): boolean {
  if (params.get("client_id") !== house.clientId) {
    response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
    return false;
  }
  if (isRegistered(house, params.get("redirect_uri"))) return true;
  const description = "The redirect_uri MUST match the registered callback URL for this application.";
  if (house.callbackUrl) {
    redirectBack(house, house.callbackUrl, response, {
      error: "redirect_uri_mismatch",
      error_description: description,
      state: params.get("state"),
    });
  } else response.writeHead(400, { "content-type": "text/plain" }).end(description);
  return false;
}

function isRegistered(house: House, redirectUri: string | null): boolean {
  if (!redirectUri) return Boolean(house.callbackUrl);
  const uri = new URL(redirectUri);
  if (!house.callbackUrl) return ["127.0.0.1", "localhost", "[::1]"].includes(uri.hostname);
  const own = new URL(house.callbackUrl);
  return uri.origin === own.origin && uri.pathname.startsWith(own.pathname);
}

function showAuthorize(house: House, url: URL, response: ServerResponse): void {
  if (!checkClient(house, url.searchParams, response)) return;
  const hint = url.searchParams.get("login");
  const hinted = Object.entries(house.personas).find(([key, persona]) => key === hint || persona.login === hint);
  if (hinted) {
    url.searchParams.set("persona", hinted[0]);
    decideAuthorize(house, url.searchParams, response);
    return;
  }
  const hidden = [...url.searchParams]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join("");
  const buttons = Object.entries(house.personas)
    .map(
      ([key, persona]) =>
        `<p><button name="persona" value="${escapeHtml(key)}">Authorize as ${escapeHtml(persona.name ?? persona.login)}</button></p>`,
    )
    .join("");
  response
    .writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
    .end(
      `<!doctype html><html lang="en"><title>Authorize application</title><h1>Authorize application</h1>` +
        `<p>It asks for: ${escapeHtml(url.searchParams.get("scope") ?? "nothing")}</p>` +
        `<form method="post" action="/login/oauth/authorize">${hidden}${buttons}` +
        `<p><button name="persona" value="">Cancel</button></p></form></html>`,
    );
}

function decideAuthorize(house: House, params: URLSearchParams, response: ServerResponse): void {
  if (!checkClient(house, params, response)) return;
  const redirectUri = params.get("redirect_uri") ?? house.callbackUrl ?? "";
  const state = params.get("state");
  const persona = house.personas[params.get("persona") ?? ""];
  if (!persona) {
    redirectBack(house, redirectUri, response, {
      error: "access_denied",
      error_description: "The user has denied your application access.",
      state,
    });
    return;
  }
  const code = randomBytes(10).toString("hex");
  house.grants.set(code, {
    persona,
    scopes: (params.get("scope") ?? "").split(/[\s,]+/).filter(Boolean),
    redirectUri,
    challenge: params.get("code_challenge") ?? undefined,
    // GitHub's codes live ten minutes.
    expiresAt: Date.now() + 600_000,
  });
  redirectBack(house, redirectUri, response, { code, state });
}

function redirectBack(
  house: House,
  redirectUri: string,
  response: ServerResponse,
  params: Record<string, string | null>,
): void {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) if (value !== null) target.searchParams.set(name, value);
  target.searchParams.set("iss", `${house.url}/login/oauth`);
  response.writeHead(302, { location: target.toString(), "cache-control": "no-store" }).end();
}

async function exchangeCode(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readText(request);
  const json = request.headers["content-type"]?.includes("json");
  const params = new URLSearchParams(json ? (JSON.parse(text) as Record<string, string>) : text);
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const [basicId, basicSecret] = basic
    ? Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent)
    : [undefined, undefined];

  // GitHub answers 200 to all of these and puts the error into the body, in the format that was asked for.
  const reply = (body: Record<string, string>) => {
    const asJson = request.headers.accept?.includes("json");
    response
      .writeHead(200, {
        "content-type": asJson ? "application/json; charset=utf-8" : "application/x-www-form-urlencoded; charset=utf-8",
        "cache-control": "no-store",
      })
      .end(asJson ? JSON.stringify(body) : new URLSearchParams(body).toString());
  };
  const fail = (error: string, description: string) =>
    reply({
      error,
      error_description: description,
      error_uri: `https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#${error.replaceAll("_", "-")}`,
    });

  const clientId = params.get("client_id") ?? basicId;
  const clientSecret = params.get("client_secret") ?? basicSecret;
  if (clientId !== house.clientId || clientSecret !== house.clientSecret) {
    return fail("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
  }
  const code = params.get("code") ?? "";
  const grant = house.grants.get(code);
  const verifier = params.get("code_verifier");
  const challenge = verifier ? createHash("sha256").update(verifier).digest("base64url") : undefined;
  house.grants.delete(code);
  if (!grant || grant.expiresAt < Date.now() || grant.challenge !== challenge) {
    return fail("bad_verification_code", "The code passed is incorrect or expired.");
  }
  const redirectUri = params.get("redirect_uri");
  if (redirectUri && redirectUri !== grant.redirectUri) {
    return fail(
      "redirect_uri_mismatch",
      "The redirect_uri MUST match the registered callback URL for this application.",
    );
  }
  const token = `gho_${randomBytes(18).toString("hex")}`;
  const { persona, scopes } = grant;
  house.tokens.set(token, { persona, scopes });
  reply({ access_token: token, token_type: "bearer", scope: [...scopes].sort().join(",") });
}

type ApiAnswer = { status: number; body: unknown; scopes?: string[] };

const refuse = (status: number, message: string): ApiAnswer => ({
  status,
  body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
});

function answerApi(house: House, request: IncomingMessage, path: string, response: ServerResponse): void {
  if (!request.headers["user-agent"]) {
    response.writeHead(403, { "content-type": "text/plain" });
    response.end("Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
    return;
  }
  const { status, body, scopes } = readApi(house, request, path);
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "x-github-media-type": "github.v3; format=json",
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4999",
      ...(scopes ? { "x-oauth-scopes": scopes.join(", ") } : {}),
    })
    .end(JSON.stringify(body));
}

function readApi(house: House, request: IncomingMessage, path: string): ApiAnswer {
  const bearer = /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!bearer) return refuse(401, "Requires authentication");
  const token = house.tokens.get(bearer);
  if (!token) return refuse(401, "Bad credentials");
  const { persona, scopes } = token;
  const has = (...wanted: string[]) => wanted.some((scope) => scopes.includes(scope));

  switch (`${request.method} ${path}`) {
    case "GET /user":
      return {
        status: 200,
        scopes,
        body: {
          login: persona.login,
          id: persona.id,
          node_id: Buffer.from(`04:User${persona.id}`).toString("base64"),
          // GitHub's is an https address; the tests' browsers have no network.
          avatar_url: `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><title>${persona.id}</title></svg>`,
          html_url: `${house.url}/${persona.login}`,
          type: "User",
          site_admin: false,
          name: persona.name,
          company: null,
          // Only a public address stands here; nobody's is.
          email: persona.emails.find((entry) => entry.visibility === "public")?.email ?? null,
          created_at: "2015-04-11T09:30:00Z",
          updated_at: "2026-01-08T16:02:11Z",
        },
      };
    case "GET /user/emails":
      return has("user:email", "user") ? { status: 200, scopes, body: persona.emails } : refuse(404, "Not Found");
    case "GET /user/orgs":
      if (!has("read:org", "user")) {
        return refuse(403, "You need at least read:org scope or user scope to list your organizations.");
      }
      return {
        status: 200,
        scopes,
        body: persona.organisations.map((login, index) => ({
          login,
          id: persona.id * 10 + index,
          url: `${house.url}/api/v3/orgs/${login}`,
          avatar_url: `${house.url}/avatars/o/${login}`,
          description: null,
        })),
      };
    default:
      return refuse(404, "Not Found");
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
