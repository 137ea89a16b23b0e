import { ChevronDown } from "lucide-react";
import { paths } from "@/lib/base/paths";

type Choice = { id: string; label: string; slug: string; current: boolean };

/** One menu of links: works without scripts, and search engines follow it. */
function Menu({ label, choices, language }: { label: string; choices: Choice[]; language?: boolean }) {
  const current = choices.find((choice) => choice.current) ?? choices[0];
  if (choices.length < 2 || !current) return null;
  return (
    <details data-menu="popup" className="relative min-w-0 flex-1">
      <summary
        className="flex h-8 cursor-pointer list-none items-center justify-between gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-sm hover:bg-hover [&::-webkit-details-marker]:hidden"
        aria-label={`${label}: ${current.label}`}
      >
        <span className="truncate">{current.label}</span>
        <ChevronDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden="true" />
      </summary>
      <ul className="absolute right-0 left-0 z-30 mt-1 min-w-28 rounded-lg border border-line-strong bg-surface p-1 shadow-high">
        {choices.map((choice) => (
          <li key={choice.id}>
            <a
              href={paths.docs(choice.slug)}
              aria-current={choice.current ? "true" : undefined}
              {...(language ? { lang: choice.id, hrefLang: choice.id } : {})}
              className="block rounded-md px-2.5 py-1.5 text-ink-muted text-sm no-underline hover:bg-hover hover:text-ink aria-current:font-medium aria-current:text-accent"
            >
              {choice.label}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Which version of the docs, and in which language: each choice leads to the same page where there is one. */
export function EditionMenus({
  versions,
  languages,
  words,
}: {
  versions: Choice[];
  languages: Choice[];
  words: Readonly<Record<string, string>>;
}) {
  if (versions.length < 2 && languages.length < 2) return null;
  return (
    <div className="mb-5 flex gap-2 px-2.5">
      <Menu label={words.Version ?? "Version"} choices={versions} />
      <Menu label={words.Language ?? "Language"} choices={languages} language />
    </div>
  );
}
