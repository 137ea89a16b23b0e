import Link from "next/link";
import type { ReactNode } from "react";

/** A number, and the way to the people and companies behind it. Not fetched ahead: a report has dozens of them. */
export function NumberLink({ href, children }: { href?: string; children: ReactNode }) {
  if (!href) return <>{children}</>;
  return (
    <Link
      href={href}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
    >
      {children}
    </Link>
  );
}
