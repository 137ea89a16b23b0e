import Link from "next/link";
import { type ReactNode, useId } from "react";
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

/**
 * Panels of which one shows: radio buttons and CSS (app/content.css, `.wm-tabs`), so it works without scripts and costs no hydration.
 * At most eight. A choice is remembered and followed by every other Tabs with the same labels (components/layout/page-script/listen-to-page.ts).
 */
export function Tabs({
  label,
  tabs,
  className,
}: {
  label: string;
  tabs: { label: string; panel: ReactNode }[];
  className?: string;
}) {
  const name = useId();
  return (
    <fieldset className={classNames("wm-tabs", className)} data-tabs={label}>
      <legend className="sr-only">{label}</legend>
      <div className="wm-tabs-list">
        {tabs.map((tab, index) => (
          <label key={tab.label}>
            <input type="radio" name={name} value={tab.label} defaultChecked={index === 0} />
            {tab.label}
          </label>
        ))}
      </div>
      {tabs.map((tab) => (
        <div key={tab.label} className="wm-tabs-panel">
          {tab.panel}
        </div>
      ))}
    </fieldset>
  );
}
