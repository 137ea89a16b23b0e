import { Menu } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import type { PublicPortal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import { Logo } from "./logo";
import { NavLink } from "./nav-link";
import { ThemeToggle } from "./theme-toggle";

export type ShellPerson = { name: string | null; image?: string | null; companyName?: string | null };
export type ShellEntry = { label: string; href: string; icon: ReactNode; exact?: boolean; count?: number };
export type ShellGroup = { label?: string; entries: ShellEntry[] };

type ShellProps = {
  portal: PublicPortal;
  person: ShellPerson;
  /** The entry that is shown as current; without it the address decides. */
  current?: string;
  groups: ShellGroup[];
  /** What this house is called: "Console", "Staff". */
  area: string;
  otherArea?: { label: string; href: string };
  children: ReactNode;
};

function Entries({ groups, current }: Pick<ShellProps, "groups" | "current">) {
  return groups.map((group) => (
    <div key={group.label ?? group.entries[0]?.href} className="mb-4">
      {group.label ? <p className="mb-1 px-2.5 font-medium text-2xs text-ink-faint">{group.label}</p> : null}
      <ul className="space-y-px">
        {group.entries.map((entry) => (
          <li key={entry.href}>
            <NavLink
              href={entry.href}
              exact={entry.exact}
              current={current}
              className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-base transition-colors [&_svg]:size-4 [&_svg]:shrink-0"
              activeClassName="bg-hover font-medium text-ink [&_svg]:text-accent"
              idleClassName="text-ink-muted hover:bg-hover/70 hover:text-ink [&_svg]:text-ink-faint"
            >
              {entry.icon}
              <span className="truncate">{entry.label}</span>
              {entry.count ? (
                <span className="ml-auto rounded-full bg-accent-soft px-1.5 font-medium text-accent text-xs tabular-nums">
                  {entry.count}
                </span>
              ) : null}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  ));
}

function PersonFoot({ person, otherArea }: Pick<ShellProps, "person" | "otherArea">) {
  return (
    <div className="border-line border-t p-3">
      {otherArea ? (
        <Link
          href={otherArea.href}
          className="mb-1 block rounded-md px-2 py-1.5 text-ink-muted text-sm hover:bg-hover hover:text-ink"
        >
          {otherArea.label} <span aria-hidden="true">→</span>
        </Link>
      ) : null}
      <div className="flex items-center gap-2.5 px-2 py-1">
        <Avatar name={person.name} image={person.image} />
        <div className="min-w-0 flex-1 leading-tight">
          <p className="truncate font-medium text-sm">{person.name ?? "You"}</p>
          {person.companyName ? <p className="truncate text-ink-faint text-xs">{person.companyName}</p> : null}
        </div>
        <ThemeToggle />
      </div>
      <form action={paths.signOut} method="post" className="mt-1">
        <button
          type="submit"
          className="w-full rounded-md px-2 py-1.5 text-left text-ink-muted text-sm hover:bg-hover hover:text-ink"
        >
          Sign out
        </button>
      </form>
    </div>
  );
}

/** The frame of everything behind the sign-in: entries at the left, the page beside them; on narrow screens the entries fold into a menu. */
export function Shell({ portal, person, current, groups, area, otherArea, children }: ShellProps) {
  return (
    <div className="min-h-dvh bg-sunken lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <header className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-canvas lg:flex">
        <div className="flex h-(--header-height) items-center gap-2 px-5">
          <Logo name={portal.name} logo={portal.brand.logo} />
          <span className="rounded-sm border border-line px-1.5 text-2xs text-ink-faint">{area}</span>
        </div>
        <nav aria-label={area} className="flex-1 overflow-y-auto px-3 py-2">
          <Entries groups={groups} current={current} />
        </nav>
        <PersonFoot person={person} otherArea={otherArea} />
      </header>
      <header className="sticky top-0 z-40 flex h-(--header-height) items-center gap-2 border-line border-b bg-canvas/90 px-4 backdrop-blur-md lg:hidden">
        <Logo name={portal.name} logo={portal.brand.logo} />
        <span className="rounded-sm border border-line px-1.5 text-2xs text-ink-faint">{area}</span>
        <details data-menu="" className="ml-auto">
          <summary className="grid size-9 place-items-center rounded-md text-ink-muted hover:bg-hover">
            <Menu className="size-5" aria-hidden="true" />
            <span className="sr-only">Menu</span>
          </summary>
          <div className="fixed inset-x-3 top-[calc(var(--header-height)+0.375rem)] max-h-[calc(100dvh-5rem)] overflow-y-auto rounded-lg border border-line-strong bg-surface shadow-high">
            <nav aria-label={`${area}, small screens`} className="p-3">
              <Entries groups={groups} current={current} />
            </nav>
            <PersonFoot person={person} otherArea={otherArea} />
          </div>
        </details>
      </header>
      <main id="main" className="mx-auto w-full min-w-0 max-w-6xl px-4 py-6 sm:px-8 sm:py-9">
        {children}
      </main>
    </div>
  );
}
