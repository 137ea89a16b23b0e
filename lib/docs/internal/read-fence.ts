import { parseLineRanges } from "@/lib/base/highlight-code";

/** A code block as its author wrote it: the text without notes, and what the notes say. */
export type Fence = {
  language: string;
  text: string;
  title?: string;
  id?: string;
  tab?: string;
  /** The number of the first line, when lines are numbered. */
  numbers?: number;
  wrap: boolean;
  /** `languages`: a curl command that is shown in other languages too; which, if only some. */
  languages?: string[];
  /** The operationId of what the block calls: it leads to Try it there. */
  tries?: string;
  /** `verify`: run by `npm run check` against a fresh sandbox; the status it must get, 0 for any success. */
  verify?: number;
  marked: Set<number>;
  added: Set<number>;
  removed: Set<number>;
  focused: Set<number>;
  words: string[];
  prompts: boolean;
};

const tokenPattern =
  /\s*(?:(\w+)="([^"]*)"|(\w+)=\{([\d,\s-]+)\}|(\w+)=(\d+)|\{([\d,\s-]+)\}|\/((?:[^/\\]|\\.)+)\/|([\w-]+))(?=\s|$)/y;

const help = `it takes title="...", id="...", tab="...", try="operationId", {1,3-5}, add={2}, remove={3}, focus={4}, /word/, numbers, numbers=10, wrap, languages, verify and verify=404`;

const shells = ["bash", "sh", "shell", "zsh"];
const sessions = ["console", "shellsession"];

/** Reads what stands behind the language of a fence. Throws with what is not understood. */
export function readFence(language: string, meta: string, value: string): Fence {
  const fence: Fence = {
    language,
    text: value,
    wrap: false,
    marked: new Set(),
    added: new Set(),
    removed: new Set(),
    focused: new Set(),
    words: [],
    prompts: sessions.includes(language) || (shells.includes(language) && value.startsWith("$ ")),
  };
  const sets: Record<string, Set<number>> = {
    add: fence.added,
    remove: fence.removed,
    focus: fence.focused,
    mark: fence.marked,
  };
  const collect = (set: Set<number>, ranges: string) => {
    for (const line of parseLineRanges(ranges)) set.add(line);
  };
  // A page about pages shows notes as they are written.
  if (!["md", "mdx", "markdown"].includes(language)) readNotes(fence);
  // The picture of the escape character stands for it: the character itself cannot be seen in a page's source.
  if (language === "ansi") fence.text = fence.text.replaceAll("␛", "\u001b");
  tokenPattern.lastIndex = 0;
  for (let at = 0; meta.slice(at).trim(); at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const [, textName, text, setName, ranges, countName, count, marked, word, flag] = tokenPattern.exec(meta) ?? [];
    if (textName === "title" || textName === "filename") fence.title = text;
    else if (textName === "id" || textName === "tab") fence[textName] = text;
    else if (textName === "try") fence.tries = text;
    else if (textName === "languages" || flag === "languages")
      fence.languages = (text ?? "").split(",").flatMap((one) => one.trim() || []);
    else if (setName && sets[setName]) collect(sets[setName], ranges as string);
    else if (marked) collect(fence.marked, marked);
    else if (word) fence.words.push(word.replace(/\\(.)/g, "$1"));
    else if (countName === "numbers") fence.numbers = Number(count);
    else if (flag === "numbers" || flag === "showLineNumbers") fence.numbers = 1;
    else if (flag === "wrap") fence.wrap = true;
    else if (flag === "verify") fence.verify = 0;
    else if (countName === "verify") fence.verify = Number(count);
    else throw new Error(`"${meta.slice(at).trim()}" behind the language of a code block is not understood; ${help}`);
  }
  return fence;
}

const notePattern = /[ \t]*(?:\/\/|#|--|;|%|<!--|\/\*|\{\/\*)[ \t]*\[!code ([^\]]+)\][ \t]*(?:-->|\*\/\}?)?[ \t]*$/;

/** Takes notes such as `// [!code ++]` out of the text. One on a line of its own is about the next line. */
function readNotes(fence: Fence) {
  if (!fence.text.includes("[!code ")) return;
  const lines: string[] = [];
  for (const line of fence.text.split("\n")) {
    const note = notePattern.exec(line);
    if (!note) {
      lines.push(line);
      continue;
    }
    const bare = line.slice(0, note.index);
    if (bare.trim()) lines.push(bare);
    const [, kind = "", count = "1"] = /^(\+\+|--|highlight|focus)(?::(\d+))?$/.exec(note[1]?.trim() ?? "") ?? [];
    const word = /^word:(.+)$/.exec(note[1]?.trim() ?? "")?.[1];
    const set = { "++": fence.added, "--": fence.removed, highlight: fence.marked, focus: fence.focused }[kind];
    if (word) fence.words.push(word);
    else if (!set) throw new Error(`[!code ${note[1]}] is none of ++, --, highlight, focus, word:...`);
    const first = bare.trim() ? lines.length : lines.length + 1;
    for (let number = first; set && number < first + Number(count); number++) set.add(number);
  }
  fence.text = lines.join("\n");
}
