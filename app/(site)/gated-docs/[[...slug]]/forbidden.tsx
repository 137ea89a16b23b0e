import { Lock } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import type { MissingAccess } from "@/lib/docs/schema";
import { describeMissing } from "../../describe-missing";
import { type Refusal, refusalOfAddress } from "./refusal";

/** Where what is missing can be had. */
function wayOf(missing: MissingAccess | undefined): { href: string; label: string } | null {
  if (missing?.kind === "plan") return { href: paths.pricing, label: "See the plans" };
  if (missing?.kind === "certification") return { href: paths.console.certification, label: "Get certified" };
  return null;
}

/** How things stand with the reader, and what opens the page. */
function standingOf({ missing, plan }: Refusal): string {
  if (missing.kind === "plan") {
    const own = portal.plans.find(({ id }) => id === plan)?.name;
    return `${own ? `Your company is on the plan ${own}. ` : ""}It opens as soon as the plan changes.`;
  }
  if (missing.kind === "certification") return "It opens as soon as you are certified.";
  return "Who gives roles in your company or on this portal can give you this one.";
}

/** What a reader sees who is signed in and may not read a page. */
export default async function DocsForbidden() {
  const refusal = await refusalOfAddress();
  const way = wayOf(refusal?.missing);
  return (
    <main id="main" className="mx-auto w-full max-w-2xl px-4 py-16 sm:px-6 lg:py-24">
      <p className="flex items-center gap-2 font-mono text-accent text-sm">
        <Lock className="size-4" aria-hidden="true" /> 403
        <span className="font-sans text-ink-muted">{refusal ? "Closed to your account" : "Closed"}</span>
      </p>
      <h1 className="mt-2 text-pretty text-3xl tracking-tight">{refusal?.title ?? "This page is not for you"}</h1>
      <p className="mt-2 text-pretty text-ink-muted text-md">
        {refusal
          ? `This page asks for ${describeMissing(refusal.missing)}. ${standingOf(refusal)}`
          : "Your account may not read it."}
      </p>
      <div className="mt-8 flex flex-wrap gap-2">
        {way ? (
          <LinkButton href={way.href} variant="primary">
            {way.label}
          </LinkButton>
        ) : null}
        <LinkButton href={paths.docs()}>Back to the docs</LinkButton>
        {refusal ? (
          <LinkButton href={paths.signIn(refusal.path)} variant="ghost" className="max-sm:-ml-3.5">
            Use another account
          </LinkButton>
        ) : null}
      </div>
    </main>
  );
}
