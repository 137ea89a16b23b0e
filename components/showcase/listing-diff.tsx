import { classNames } from "@/components/ui/class-names";
import type { ListingText } from "@/lib/showcase/schema";
import { diffWords } from "./diff-words";

const fields = [
  ["name", "Name"],
  ["tagline", "In one line"],
  ["description", "Description"],
  ["websiteUrl", "Website"],
  ["category", "Category"],
  ["tags", "Tags"],
] as const;

const textOf = (listing: ListingText | null, field: keyof ListingText): string => {
  const value = listing?.[field];
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
};

/** What a draft changes, field by field: taken out is struck through, new is underlined, so that colour is not the only sign. */
export function ListingDiff({ published, draft }: { published: ListingText | null; draft: ListingText }) {
  return (
    <dl className="divide-y divide-line">
      {fields.map(([field, label]) => {
        const [before, after] = [textOf(published, field), textOf(draft, field)];
        const same = before === after;
        return (
          <div key={field} className="grid gap-x-6 gap-y-1 px-5 py-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
            <dt className="text-ink-muted text-sm">
              {label}
              {same && published ? <span className="block text-ink-faint text-xs">unchanged</span> : null}
            </dt>
            <dd className={classNames("whitespace-pre-line [overflow-wrap:anywhere]", same && "text-ink-muted")}>
              {same || !published ? (
                after || <span className="text-ink-faint">empty</span>
              ) : (
                <Changed before={before} after={after} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Changed({ before, after }: { before: string; after: string }) {
  return diffWords(before, after).map((part, index) => {
    if (part.kind === "same") return part.text;
    const Tag = part.kind === "added" ? "ins" : "del";
    return (
      <Tag
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one comparison never move
        key={index}
        className={
          part.kind === "added"
            ? "rounded-sm bg-positive-soft text-positive underline decoration-positive/50 underline-offset-2"
            : "rounded-sm bg-negative-soft text-negative line-through"
        }
      >
        {part.text}
      </Tag>
    );
  });
}
