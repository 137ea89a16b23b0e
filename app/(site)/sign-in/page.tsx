import type { Metadata } from "next";
import { cookies } from "next/headers";
import { GithubForm } from "@/components/identity/github-form";
import { LocalForm } from "@/components/identity/local-form";
import { signInReason } from "@/components/identity/sign-in-reasons";
import { Button, LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { FlashMessage } from "@/components/ui/flash-message";
import { currentPerson } from "@/lib/access/current-person";
import { publicPortal } from "@/lib/base/config/portal";
import { cookieNames } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { checkDocGate } from "@/lib/docs/check-doc-gate";
import { checkReturnPath } from "@/lib/identity/check-return-path";
import { getInvite } from "@/lib/identity/get-invite";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type Search = { next?: string; callbackUrl?: string; error?: string };

/** Whether somebody was sent here from a page of the docs that asks for an account. Says nothing of pages that not everybody may hear of. */
async function isSentFromDocs(next: string): Promise<boolean> {
  const root = `${paths.docs()}/`;
  const address = next.split(/[?#]/)[0] ?? "";
  if (!address.startsWith(root)) return false;
  try {
    return (await checkDocGate(decodeURIComponent(address.slice(root.length)), null)).state === "refused";
  } catch {
    return false;
  }
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next: asked, callbackUrl, error } = await searchParams;
  const settings = env();
  const next = checkReturnPath(asked ?? callbackUrl, "", settings.publicUrl);
  const token = (await cookies()).get(cookieNames.invite)?.value;
  const [person, invite, gated] = await Promise.all([
    currentPerson(),
    token ? getInvite(postgres(), token) : null,
    isSentFromDocs(next),
  ]);
  const { name } = publicPortal();
  const reason = signInReason(error);

  return (
    <main id="main" className="mx-auto w-full max-w-md px-4 py-14 sm:py-20">
      <h1 className="text-3xl tracking-tight">Sign in to {name}</h1>
      <p className="mt-2 text-pretty text-ink-muted text-md">
        Get sandbox keys, follow your calls, certify what you build. A first sign-in makes your account.
      </p>
      {reason ? (
        <FlashMessage kind="alert" className="mt-6 mb-0">
          <p className="font-medium">{reason.title}</p>
          <p className="text-ink-muted">{reason.text}</p>
        </FlashMessage>
      ) : null}
      {gated && !person ? (
        <Callout title="The page you asked for is for readers with an account" className="mt-6">
          <p>Sign in, and you come back to it.</p>
        </Callout>
      ) : null}
      {invite?.state === "open" ? (
        <Callout kind="tip" title={`You are joining ${invite.companyName}`} className="mt-6">
          <p>Invited by {invite.inviterName}. Sign in, and you are in.</p>
        </Callout>
      ) : null}

      {person ? (
        <div className="mt-8 rounded-lg border border-line bg-surface p-5 shadow-low">
          <p>
            You are signed in as <strong>{person.name ?? person.githubLogin}</strong>.
          </p>
          <div className="mt-4 flex flex-wrap gap-2">
            <LinkButton href={next || paths.console.home} variant="primary">
              Continue
            </LinkButton>
            <form action={paths.signOut} method="post">
              <Button type="submit">Sign out</Button>
            </form>
          </div>
        </div>
      ) : settings.GITHUB_ID ? (
        <GithubForm next={next} host={new URL(settings.GITHUB_URL).host} />
      ) : settings.localSignIn ? (
        <LocalForm next={next} />
      ) : (
        <Callout kind="warning" title="Sign-in is not set up" className="mt-8">
          <p>
            Who runs this portal sets <code>GITHUB_ID</code> and <code>GITHUB_SECRET</code>, then this page offers
            GitHub.
          </p>
        </Callout>
      )}
    </main>
  );
}
