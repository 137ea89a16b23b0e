import { Menu } from "lucide-react";
import type { PublicPortal } from "@/lib/base/config/schema";
import { AccountIsland } from "./account-island";
import { Logo } from "./logo";
import { NavLink } from "./nav-link";
import { SearchButton } from "./search-button";
import { ThemeToggle } from "./theme-toggle";

/** The head of every public page. */
export function SiteHeader({ portal }: { portal: PublicPortal }) {
  return (
    <header className="sticky top-0 z-40 border-line border-b bg-canvas/85 backdrop-blur-md print:hidden">
      <div className="mx-auto flex h-(--header-height) max-w-[90rem] items-center gap-3 px-4 sm:px-6 lg:gap-6">
        <Logo name={portal.name} logo={portal.brand.logo} />
        <nav aria-label="Main" className="hidden min-w-0 md:block">
          <ul className="flex items-center gap-0.5">
            {portal.navigation.map((item) => (
              <li key={item.href}>
                <NavLink
                  href={item.href}
                  className="rounded-md px-2.5 py-1.5 text-base transition-colors"
                  activeClassName="font-medium text-ink"
                  idleClassName="text-ink-muted hover:text-ink"
                >
                  {item.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="ml-auto flex items-center gap-1.5 sm:gap-2">
          <SearchButton />
          <ThemeToggle />
          <AccountIsland />
          <details data-menu="" className="group relative md:hidden">
            <summary className="grid size-8 place-items-center rounded-md text-ink-muted hover:bg-hover">
              <Menu className="size-4" aria-hidden="true" />
              <span className="sr-only">Menu</span>
            </summary>
            <nav
              aria-label="Main, small screens"
              data-routed=""
              className="absolute top-full right-0 mt-2 w-56 rounded-lg border border-line-strong bg-surface p-1.5 shadow-high"
            >
              <ul>
                {portal.navigation.map((item) => (
                  <li key={item.href}>
                    <a href={item.href} className="block rounded-md px-3 py-2 text-md hover:bg-hover">
                      {item.label}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </details>
        </div>
      </div>
    </header>
  );
}
