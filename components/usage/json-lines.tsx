import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";

type Line = { text: string; pointer: string };

const escapePart = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** JSON as lines, each with the pointer of the value that begins in it. */
function linesOf(value: unknown, pointer: string, indent: string, before: string, after: string): Line[] {
  if (typeof value !== "object" || value === null) {
    return [{ text: `${indent}${before}${JSON.stringify(value) ?? "null"}${after}`, pointer }];
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return [{ text: `${indent}${before}${open}${close}${after}`, pointer }];
  const inside = entries.flatMap(([name, one], index) =>
    linesOf(
      one,
      `${pointer}/${escapePart(name)}`,
      `${indent}  `,
      list ? "" : `${JSON.stringify(name)}: `,
      index < entries.length - 1 ? "," : "",
    ),
  );
  return [
    { text: `${indent}${before}${open}`, pointer },
    ...inside,
    { text: `${indent}${close}${after}`, pointer: `${pointer}/-end` },
  ];
}

/** The line that shows a problem: its own value's, else the nearest holder's. */
function lineFor(lines: Line[], pointer: string): number {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const index = lines.findIndex((line) => line.pointer === at);
    if (index >= 0 || at === "") return index;
  }
}

/** JSON in a code frame; `problems` (pointer, words) are said at their lines. */
export function JsonLines({
  title,
  value,
  problems = [],
}: {
  title: string;
  value: unknown;
  problems?: { pointer: string; detail: string }[];
}) {
  const lines = linesOf(value, "", "", "", "");
  const said = new Map<number, string[]>();
  for (const { pointer, detail } of problems) {
    if (!pointer.startsWith("/")) continue;
    const index = lineFor(lines, pointer);
    const own = lines[index]?.pointer === pointer;
    said.set(index, [...(said.get(index) ?? []), own ? detail : `${pointer.split("/").at(-1)} ${detail}`]);
  }
  return (
    <figure className="wm-code">
      <figcaption className="wm-code-head">
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <CopyButton text={JSON.stringify(value, null, 2)} label={`Copy ${title}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-[36rem] overflow-y-auto">
        <code>
          {lines.map((line, index) => {
            const words = said.get(index);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
              <span key={index} className={classNames("block", words && "-mx-4 bg-negative-soft px-4")}>
                {line.text}
                {words ? <span className="text-negative">{`  ← ${words.join("; ")}`}</span> : null}
                {"\n"}
              </span>
            );
          })}
        </code>
      </pre>
    </figure>
  );
}
