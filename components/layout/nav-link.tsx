"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** A link that knows when its page, or one below it, is shown. `exact`: only its own page. */
export function NavLink({
  href,
  exact,
  current,
  className,
  activeClassName,
  idleClassName,
  children,
}: {
  href: string;
  exact?: boolean;
  /** Overrules the address, where a page belongs to another entry. */
  current?: string;
  className?: string;
  activeClassName: string;
  idleClassName: string;
  children: ReactNode;
}) {
  const pathname = usePathname();
  const place = current ?? pathname;
  const active = place === href || (!exact && place.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      aria-current={active ? "page" : undefined}
      className={classNames(className, active ? activeClassName : idleClassName)}
    >
      {children}
    </Link>
  );
}
