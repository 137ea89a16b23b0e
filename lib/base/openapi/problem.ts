/** Something wrong with an OpenAPI document: which file, where in it. */
export type DocumentProblem = {
  /** From the portal's root. */
  file: string;
  line?: number;
  /** JSON pointer within the file (RFC 6901); empty: the file as a whole. */
  place: string;
  message: string;
};

/** `content/reference/api.yaml:12: /paths/~1x/get: what is wrong`. */
export const writeProblem = ({ file, line, place, message }: DocumentProblem): string =>
  `${file}${line ? `:${line}` : ""}: ${place ? `${place}: ` : ""}${message}`;

/** A JSON pointer from names. */
export const pointerOf = (parts: readonly (string | number)[]): string =>
  parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
