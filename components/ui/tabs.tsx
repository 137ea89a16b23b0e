import Link from "next/link";
import { Children, type ReactElement, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

/** Tabs that are addresses: the chosen one is in the URL, so it can be shared. */
export function TabLinks({
  label,
  tabs,
  current,
  className,
}: {
  label: string;
  tabs: { label: ReactNode; href: string; id: string; count?: number }[];
  current: string;
  className?: string;
}) {
  return (
    <nav aria-label={label} className={classNames("overflow-x-auto border-line border-b", className)}>
      <ul className="-mb-px flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <Link
              href={tab.href}
              aria-current={tab.id === current ? "page" : undefined}
              className={classNames(
                "flex items-center gap-1.5 whitespace-nowrap border-b-2 pt-1 pb-2.5 text-base transition-colors",
                tab.id === current
                  ? "border-accent font-medium text-ink"
                  : "border-transparent text-ink-muted hover:border-line-strong hover:text-ink",
              )}
            >
              {tab.label}
              {tab.count !== undefined ? (
                <span className="rounded-full bg-hover px-1.5 font-normal text-ink-muted text-xs tabular-nums">
                  {tab.count}
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export type TabProps = { label: string; children: ReactNode };

/** One panel of Tabs; drawn by its parent. */
export function Tab({ children }: TabProps) {
  return <>{children}</>;
}

/**
 * Panels of which one shows: radio buttons and CSS (globals.css, `.wm-tabs`), so it works without scripts and costs no hydration.
 * A choice is remembered and followed by every other Tabs with the same labels (components/layout/page-listeners.tsx).
 */
export function Tabs({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  const name = useId();
  const tabs = Children.toArray(children) as ReactElement<TabProps>[];
  return (
    <fieldset className={classNames("wm-tabs", className)} data-tabs={label}>
      <legend className="sr-only">{label}</legend>
      <div className="wm-tabs-list">
        {tabs.map((tab, index) => (
          <label key={tab.key}>
            <input type="radio" name={name} value={tab.props.label} defaultChecked={index === 0} />
            {tab.props.label}
          </label>
        ))}
      </div>
      {tabs.map((tab) => (
        <div key={tab.key} className="wm-tabs-panel">
          {tab.props.children}
        </div>
      ))}
    </fieldset>
  );
}
