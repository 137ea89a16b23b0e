import type { AuthOptions } from "next-auth";
import { type Env, portalSecret } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import { paths } from "@/lib/base/paths";
import type { Db } from "@/lib/base/postgres";
import { randomToken } from "@/lib/base/secrets";
import { checkReturnPath } from "../check-return-path";
import { authSessionDays, authSessionRefreshDays } from "../create-auth-session";
import { endAuthSession } from "../end-auth-session";
import { getAuthSession } from "../get-auth-session";
import { recordSignIn } from "../record-sign-in";
import { refreshAccount } from "../refresh-account";
import { authAdapter, type SignInContext } from "./auth-adapter";
import { type GithubProfile, githubProvider } from "./github-provider";
import { isNamedStaff, staffSetting } from "./staff-at-sign-in";

/** One browser's request to next-auth: what came with it, and what the door must tell the browser afterwards. */
export type AuthRequest = {
  visitorId?: string;
  inviteToken?: string;
  /** Value of the sign-in cookie that came with the request. */
  sessionToken?: string;
  log: Logger;
  /** Set when somebody signed in: the visitor that counts from here on; with `rotated` the door sets its cookie anew. */
  result?: { personId: string; isNew: boolean; visitorId?: string; rotated: boolean };
};

const daySeconds = 86_400;

/** next-auth's options for one request; they hold that request's state, so make them anew for each. */
export function authOptions(db: Db, settings: Env, request: AuthRequest): AuthOptions {
  const { visitorId, inviteToken } = request;
  const context: SignInContext = { visitorId, inviteToken, staff: settings.STAFF };
  const secure = settings.publicUrl.startsWith("https:");

  return {
    adapter: authAdapter(db, context),
    providers: settings.GITHUB_ID ? [githubProvider(settings)] : [],
    secret: portalSecret(),
    useSecureCookies: secure,
    session: {
      strategy: "database",
      maxAge: authSessionDays * daySeconds,
      updateAge: authSessionRefreshDays * daySeconds,
      generateSessionToken: () => randomToken(32),
    },
    pages: { signIn: paths.signIn(), signOut: paths.signOut, error: paths.signIn() },
    logger: {
      // next-auth hands over whole requests and tokens: only names and messages are written.
      error: (code, metadata) => request.log.warn({ code, reason: messageOf(metadata) }, "sign-in failed"),
      warn: (code) => request.log.debug({ code }, "next-auth warns"),
      debug: () => {},
    },
    callbacks: {
      redirect: ({ url, baseUrl }) => `${baseUrl}${checkReturnPath(url, paths.console.home, baseUrl)}`,

      // Whoever was signed in here is signed out when somebody else comes: next-auth would hang the new account on the old person.
      async signIn({ user, account }) {
        const current = request.sessionToken ? await getAuthSession(db, request.sessionToken) : null;
        if (current && account && request.sessionToken) {
          const known = await db.account.findUnique({
            where: {
              provider_providerAccountId: { provider: account.provider, providerAccountId: account.providerAccountId },
            },
            select: { userId: true },
          });
          if (known?.userId !== current.person.id) await endAuthSession(db, request.sessionToken);
        }
        return Boolean(user);
      },
    },
    events: {
      // Runs last, once a login stands. next-auth swallows what is thrown here: a login never fails for the ledger's sake.
      async signIn({ user, account, profile, isNewUser }) {
        if (context.signUp && isNewUser) {
          const { personId, visitorId: tied, rotated } = context.signUp;
          request.result = { personId, isNew: true, visitorId: tied, rotated };
          return;
        }
        // What githubProvider's profile() returned, not GitHub's own answer.
        const github = (profile as unknown as { github?: GithubProfile } | undefined)?.github;
        if (!account || !github) return;
        const tie = await recordSignIn(db, {
          personId: user.id,
          provider: account.provider,
          visitorId,
          adminBecause: isNamedStaff(settings.STAFF, {
            verifiedEmails: github.verifiedEmails,
            githubLogin: github.login,
          })
            ? staffSetting
            : undefined,
        });
        request.result = { personId: user.id, isNew: false, ...tie };
        await refreshAccount(db, {
          personId: user.id,
          provider: account.provider,
          providerAccountId: account.providerAccountId,
          githubLogin: github.login,
          image: github.image,
          organisations: github.organisations,
        });
      },
    },
  };
}

function messageOf(metadata: unknown): string {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | null)?.error;
  return error instanceof Error ? error.message : "unknown";
}
