import { type VariableName, variableMark, variableNames } from "@/lib/base/page-variables";
import { ContentError, lineOf } from "./content-error";

const variablePattern = /\{\{([A-Z][A-Z0-9_]*)\}\}/g;

/** Puts marks for variables; an unknown name is the author's mistake. */
export function markVariables(file: string, text: string): string {
  return text.replace(variablePattern, (whole, name: string) => {
    if (!variableNames.includes(name as VariableName)) {
      const known = variableNames.map((one) => `{{${one}}}`).join(", ");
      throw new ContentError(file, lineOf(text, whole), `${whole} is not a variable; there are ${known}`);
    }
    return variableMark("text", name as VariableName);
  });
}

/** A value inside a string of compiled code: templates and both kinds of quotes are covered, whichever the compiler chose. */
export function encodeForCode(value: string): string {
  return JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'").replaceAll("`", "\\`").replaceAll("${", "\\${");
}
