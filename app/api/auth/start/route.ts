import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { readForm } from "@/lib/access/read-form";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { startGithubSignIn } from "@/lib/identity/answer-auth-request";
import { checkReturnPath } from "@/lib/identity/check-return-path";
import { authHouse } from "../auth-house";

/** The sign-in page's form: off to GitHub. */
export async function POST(request: Request): Promise<Response> {
  try {
    const house = authHouse(request);
    if (!house.settings.GITHUB_ID) throw new PortalError("not_found");
    checkOrigin(request, house.settings);
    const form = await readForm(request);
    const next = checkReturnPath(String(form.get("next") ?? ""), paths.console.home);
    // GitHub comes back to PUBLIC_URL; started on another spelling of a loopback host, the cookies would not be there.
    if (new URL(request.headers.get("origin") ?? "").origin !== new URL(house.settings.publicUrl).origin) {
      return Response.redirect(`${house.settings.publicUrl}${paths.signIn(next)}`, 303);
    }
    return await startGithubSignIn(house, request, {
      callbackUrl: next,
      shareOrganisations: form.get("organisations") !== "no",
    });
  } catch (error) {
    return answerProblem(error);
  }
}
