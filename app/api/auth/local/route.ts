import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { currentVisitor } from "@/lib/access/current-visitor";
import { readForm } from "@/lib/access/read-form";
import { authCookieName, cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { checkReturnPath } from "@/lib/identity/check-return-path";
import { authSessionDays } from "@/lib/identity/create-auth-session";
import { endAuthSession } from "@/lib/identity/end-auth-session";
import { isLocalSample, signInLocally } from "@/lib/identity/sign-in-locally";
import { visitorCookies } from "@/lib/identity/visitor-cookies";
import { authHouse } from "../auth-house";

/** "Continue as a sample developer": exists on a loopback host without GitHub only. */
export async function POST(request: Request): Promise<Response> {
  try {
    const { db, settings, visitorCookieDays: days } = authHouse(request);
    if (!settings.localSignIn) throw new PortalError("not_found");
    checkOrigin(request, settings);
    const form = await readForm(request);
    const as = form.get("as");
    if (!isLocalSample(as)) throw new PortalError("invalid_fields", "`as` must be developer or admin.");

    const secure = settings.publicUrl.startsWith("https:");
    const cookies = parseCookies(request.headers.get("cookie"));
    const inviteToken = cookies.get(cookieNames.invite);
    const former = cookies.get(authCookieName(secure));
    if (former) await endAuthSession(db, former);
    const login = await signInLocally(db, settings, { as, visitorId: currentVisitor(request), inviteToken });

    const next = checkReturnPath(
      String(form.get("next") ?? ""),
      as === "admin" ? paths.staff.home : paths.console.home,
    );
    const headers = new Headers({ location: next, "cache-control": "no-store" });
    const maxAgeSeconds = authSessionDays * 86_400;
    headers.append("set-cookie", serializeCookie(authCookieName(secure), login.token, { maxAgeSeconds, secure }));
    headers.append("set-cookie", serializeCookie(cookieNames.invite, "", { maxAgeSeconds: 0, secure }));
    if (login.rotated) {
      for (const line of visitorCookies({ visitorId: login.visitorId, secure, days }))
        headers.append("set-cookie", line);
    }
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return answerProblem(error);
  }
}
