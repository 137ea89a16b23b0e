import { answerProblem } from "@/lib/access/answer-problem";
import { readForm } from "@/lib/access/read-form";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { mailKinds } from "@/lib/mail/schema";
import { resumeMail, stopMail } from "@/lib/mail/stop-mail";
import { readStopToken } from "@/lib/mail/stop-token";

const headers = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };

/**
 * Stops mails: the button of the page, and mail programs with one click (RFC 8058: no cookie, no redirect, no question back). The signed
 * token is the credential, so where the form came from does not matter. With `do=resume` it takes the stop back.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    const token = new URL(request.url).searchParams.get("t") ?? "";
    const subject = readStopToken(token);
    if (!subject || mailKinds[subject.kind].transactional) {
      throw new PortalError("not_found", "This link stops no mails: it is not whole, or not one of this portal's.");
    }
    const form = await readForm(request);
    if (form.get("do") === "resume") await resumeMail(postgres(), subject);
    else await stopMail(postgres(), subject);
    if (form.get("List-Unsubscribe") === "One-Click") return new Response("Stopped.\n", { status: 200, headers });
    return new Response(null, { status: 303, headers: { ...headers, location: paths.stopMail(token) } });
  } catch (error) {
    return answerProblem(error);
  }
}

/** Somebody followed the header's address, or a program looked ahead: nothing happens, the page asks. */
export function GET(request: Request): Response {
  const token = new URL(request.url).searchParams.get("t") ?? "";
  return new Response(null, { status: 303, headers: { ...headers, location: paths.stopMail(token) } });
}
