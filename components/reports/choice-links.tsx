import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

/** A few choices of which one holds, each an address. */
export function ChoiceLinks({
  label,
  choices,
  current,
}: {
  label: string;
  choices: { id: string; label: string; href: string }[];
  current?: string;
}) {
  return (
    <nav aria-label={label}>
      <ul className="inline-flex rounded-md border border-line-strong bg-sunken p-0.5">
        {choices.map((choice) => (
          <li key={choice.id}>
            <Link
              href={choice.href}
              scroll={false}
              aria-current={choice.id === current ? "true" : undefined}
              className={classNames(
                "block whitespace-nowrap rounded-[5px] px-3 py-1 text-sm transition-colors",
                choice.id === current ? "bg-surface font-medium text-ink shadow-low" : "text-ink-muted hover:text-ink",
              )}
            >
              {choice.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
