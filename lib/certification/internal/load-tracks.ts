import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { type Track, trackSchema } from "./track";

const shared = globalThis as typeof globalThis & { waymarkTracks?: { stamp: string; tracks: Track[] } };

/** Every track of content/certification, by id. Read again when a file changed. */
export function allTracks(): Track[] {
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "content", "certification");
  const stamp = trackFiles(folder)
    .map((file) => `${file}:${statSync(path.join(folder, file)).mtimeMs}`)
    .join("|");
  if (shared.waymarkTracks?.stamp !== stamp) shared.waymarkTracks = { stamp, tracks: loadTracks(folder) };
  return shared.waymarkTracks.tracks;
}

/** Reads a folder of tracks; throws one Error with a line per fault, each naming the file, the line and what is wrong. */
export function loadTracks(folder: string): Track[] {
  const results = trackFiles(folder).map((file) => readTrack(path.join(folder, file), file));
  const problems = results.flatMap((result) => result.problems);
  if (problems.length) throw new Error(`certification tracks: ${problems.join("; ")}`);
  return results.flatMap((result) => (result.track ? [result.track] : []));
}

function trackFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort();
  } catch {
    return [];
  }
}

function readTrack(fullPath: string, file: string): { track?: Track; problems: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(fullPath, "utf8"), { lineCounter: lines });
  if (document.errors.length) {
    return {
      problems: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${file}:${line}:${col} ${error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "")}`;
      }),
    };
  }
  const result = trackSchema.safeParse(document.toJS());
  if (!result.success) {
    return {
      problems: result.error.issues.map((issue) => {
        const at = placeOf(document, lines, issue.path as (string | number)[]);
        return `${file}${at} ${issue.path.join(".") || "(whole)"} ${issue.message}`;
      }),
    };
  }
  const expected = file.replace(/\.ya?ml$/, "");
  if (result.data.id !== expected) {
    return { problems: [`${file}${placeOf(document, lines, ["id"])} id must be the file's name, "${expected}"`] };
  }
  return { track: result.data, problems: [] };
}

/** `:line:column` of a field, or of the nearest thing around it that exists. */
function placeOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, fields: (string | number)[]): string {
  for (let length = fields.length; length > 0; length--) {
    const node = document.getIn(fields.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node && typeof node === "object" && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `:${line}:${col}`;
    }
  }
  return ":1:1";
}
