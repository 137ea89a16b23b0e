import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { authCookieName, cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { endAuthSession } from "@/lib/identity/end-auth-session";
import { visitorCookies } from "@/lib/identity/visitor-cookies";

/** Ends the login, and the visitor with it: the next person on a shared device starts clean. */
export async function POST(request: Request): Promise<Response> {
  try {
    const settings = env();
    checkOrigin(request, settings);
    const secure = settings.publicUrl.startsWith("https:");
    const token = parseCookies(request.headers.get("cookie")).get(authCookieName(secure));
    if (token) await endAuthSession(postgres(), token);
    const headers = new Headers({ location: paths.home, "cache-control": "no-store" });
    for (const line of [
      serializeCookie(authCookieName(secure), "", { maxAgeSeconds: 0, secure }),
      serializeCookie(cookieNames.invite, "", { maxAgeSeconds: 0, secure }),
      ...visitorCookies({ secure }),
    ]) {
      headers.append("set-cookie", line);
    }
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return answerProblem(error);
  }
}

/** Somebody typed the address (or followed next-auth's): signing out needs a press of a button. */
export function GET(): Response {
  return new Response(null, { status: 303, headers: { location: paths.console.account } });
}
