import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { authCookieName, cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { acceptInvite } from "@/lib/identity/accept-invite";
import { getAuthSession } from "@/lib/identity/get-auth-session";

/** How long a press of "Sign in and join" is remembered while somebody signs in. */
const rememberSeconds = 3_600;

/** Takes the invite for who is signed in; whoever is not signs in first, and the sign-in takes it. */
export async function POST(request: Request, context: { params: Promise<{ token: string }> }): Promise<Response> {
  try {
    const settings = env();
    checkOrigin(request, settings);
    const { token } = await context.params;
    const secure = settings.publicUrl.startsWith("https:");
    const login = await getAuthSession(
      postgres(),
      parseCookies(request.headers.get("cookie")).get(authCookieName(secure)) ?? "",
    );
    const headers = new Headers({ "cache-control": "no-store" });
    if (!login) {
      headers.append(
        "set-cookie",
        serializeCookie(cookieNames.invite, token, { maxAgeSeconds: rememberSeconds, secure }),
      );
      headers.set("location", paths.signIn(paths.console.team));
    } else {
      const { outcome } = await acceptInvite(postgres(), { token, personId: login.person.id });
      const joined = outcome === "joined" || outcome === "already_member";
      // The invite's page says what became of it.
      headers.set("location", joined ? `${paths.console.team}?done=${outcome}` : paths.invite(token));
    }
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return answerProblem(error);
  }
}
