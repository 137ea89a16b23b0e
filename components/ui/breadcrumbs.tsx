import { Fragment } from "react";

/** Where this page stands. The last one is the page itself and no link. */
export function Breadcrumbs({ items }: { items: { label: string; href?: string }[] }) {
  return (
    <nav aria-label="Breadcrumb" data-routed="">
      <ol className="flex flex-wrap items-center gap-x-1.5 text-ink-faint text-sm">
        {items.map((item, index) => (
          <Fragment key={`${item.label}-${item.href ?? ""}`}>
            {index > 0 ? <li aria-hidden="true">/</li> : null}
            <li>
              {item.href ? (
                <a href={item.href} className="text-ink-muted hover:text-ink">
                  {item.label}
                </a>
              ) : (
                <span aria-current="page">{item.label}</span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
