import type { Metadata } from "next";
import { NotFoundSuggestions } from "@/components/layout/not-found-suggestions";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import { LinkButton } from "@/components/ui/button";
import { portal as fullPortal, publicPortal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";

export const metadata: Metadata = { title: "There is nothing here" };

export default function NotFound() {
  const portal = publicPortal();
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader portal={portal} />
      <main id="main" className="mx-auto w-full max-w-2xl flex-1 px-4 py-16 sm:px-6 lg:py-24">
        <p className="font-mono text-accent text-sm">404</p>
        <h1 className="mt-2 text-3xl tracking-tight">There is nothing here</h1>
        <p className="mt-2 text-ink-muted text-md">The page may have moved, or the address has a mistake.</p>
        <NotFoundSuggestions />
        <div className="mt-8 flex flex-wrap gap-2">
          <LinkButton href={paths.docs()}>Docs</LinkButton>
          <LinkButton href={paths.reference}>API reference</LinkButton>
          <LinkButton href={paths.home} variant="ghost">
            Front page
          </LinkButton>
        </div>
      </main>
      <SiteFooter portal={portal} asksConsent={fullPortal.privacy.consent === "banner"} />
    </div>
  );
}
