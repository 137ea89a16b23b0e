import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

type Choice = { name: string; count: number; href: string };

/** The gallery's categories as links; the chosen one is in the address. Empty ones are shown, not offered. */
export function ShowcaseFilters({
  current,
  allHref,
  categories,
  className,
}: {
  current: string | null;
  allHref: string;
  categories: Choice[];
  className?: string;
}) {
  const total = categories.reduce((sum, category) => sum + category.count, 0);
  const chip = (chosen: boolean) =>
    classNames(
      "inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-full border px-3 text-sm transition-colors",
      chosen
        ? "border-accent bg-accent text-on-accent"
        : "border-line-strong bg-surface text-ink-muted hover:border-line-field hover:text-ink",
    );
  return (
    <nav aria-label="Categories" className={classNames("overflow-x-auto", className)}>
      <ul className="flex gap-2 pb-1">
        <li>
          <Link
            href={allHref}
            scroll={false}
            aria-current={current === null ? "page" : undefined}
            className={chip(current === null)}
          >
            All
            <span className="tabular-nums">{total}</span>
          </Link>
        </li>
        {categories.map((category) => (
          <li key={category.name}>
            {category.count || category.name === current ? (
              <Link
                href={category.href}
                scroll={false}
                aria-current={category.name === current ? "page" : undefined}
                className={chip(category.name === current)}
              >
                {category.name}
                <span className="tabular-nums">{category.count}</span>
              </Link>
            ) : (
              <span className="inline-flex h-8 items-center whitespace-nowrap rounded-full border border-line-strong border-dashed px-3 text-ink-faint text-sm">
                {category.name}
              </span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
