import GithubProvider from "next-auth/providers/github";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Env } from "@/lib/base/env";

/** What we read of GitHub's answers; everything else is dropped at the door. */
const userSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const organisationsSchema = z.array(z.object({ login: z.string() }));

/** Somebody as GitHub vouches for them: verified addresses only, the primary one first. */
export type GithubProfile = {
  id: string;
  login: string;
  name: string | null;
  image: string | null;
  verifiedEmails: string[];
  /** Undefined when the person did not grant `read:org`, or GitHub did not answer. */
  organisations?: string[];
};

/** Without and with the right to see which organisations somebody is in. */
export const githubScopes = { basic: "read:user user:email", withOrganisations: "read:user user:email read:org" };

const timeoutMs = 10_000;

async function readApi<T>(base: string, path: string, accessToken: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    headers: {
      Accept: "application/vnd.github+json",
      Authorization: `Bearer ${accessToken}`,
      // GitHub refuses requests without one.
      "User-Agent": "waymark",
    },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to GET ${path}`);
  return schema.parse(await response.json());
}

/** Reads user, verified addresses and, when granted, organisations. Throws when GitHub refuses or answers something else. */
export async function readGithubProfile(
  apiUrl: string,
  tokens: { access_token?: string; scope?: string },
): Promise<GithubProfile> {
  const accessToken = tokens.access_token;
  if (!accessToken) throw new Error("GitHub gave no access token");
  const base = apiUrl.replace(/\/+$/, "");
  const granted = new Set((tokens.scope ?? "").split(/[\s,]+/));
  const [user, emails, organisations] = await Promise.all([
    readApi(base, "/user", accessToken, userSchema),
    readApi(base, "/user/emails?per_page=100", accessToken, emailsSchema),
    // Nobody is kept out because their organisations could not be read: what was known of them stays.
    granted.has("read:org")
      ? readApi(base, "/user/orgs?per_page=100", accessToken, organisationsSchema).catch(() => undefined)
      : undefined,
  ]);
  return {
    id: user.id,
    login: user.login,
    name: user.name ?? null,
    image: user.avatar_url ?? null,
    verifiedEmails: emails
      .filter((entry) => entry.verified)
      .sort((a, b) => Number(b.primary) - Number(a.primary))
      .map((entry) => entry.email.toLowerCase()),
    organisations: organisations?.map((organisation) => organisation.login),
  };
}

/** next-auth's GitHub provider, pointed at GITHUB_URL and GITHUB_API_URL (GitHub Enterprise, or the tests' own). */
export function githubProvider(settings: Env): OAuthConfig<GithubProfile> {
  const host = settings.GITHUB_URL.replace(/\/+$/, "");
  const provider = GithubProvider({
    clientId: settings.GITHUB_ID ?? "",
    clientSecret: settings.GITHUB_SECRET ?? "",
    issuer: `${host}/login/oauth`,
    authorization: { url: `${host}/login/oauth/authorize`, params: { scope: githubScopes.withOrganisations } },
    token: `${host}/login/oauth/access_token`,
    userinfo: {
      url: `${settings.GITHUB_API_URL.replace(/\/+$/, "")}/user`,
      request: ({ tokens }) => readGithubProfile(settings.GITHUB_API_URL, tokens) as never,
    },
    checks: ["pkce", "state"],
    httpOptions: { timeout: timeoutMs },
    profile: (profile) => {
      const read = profile as unknown as GithubProfile;
      // What stands here beside next-auth's own four reaches the adapter's createUser.
      return {
        id: read.id,
        name: read.name ?? read.login,
        email: read.verifiedEmails[0] ?? null,
        image: read.image,
        github: read,
      } as never;
    },
  });
  return provider as unknown as OAuthConfig<GithubProfile>;
}
