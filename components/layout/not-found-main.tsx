import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { NotFoundSuggestions } from "./not-found-suggestions";

/** What an address that leads nowhere shows, with or without a layout around it. */
export function NotFoundMain() {
  return (
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
  );
}
