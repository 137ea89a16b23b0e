import { readFileSync } from "node:fs";
import path from "node:path";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";
import { root } from "./run.mjs";

/** The styles that a build would make now, from every class that is named anywhere, in MDX too; as text, not as they are served. */
export async function makeStyles() {
  const file = path.join(root, "app/globals.css");
  const { css } = await postcss([tailwind({ base: root, optimize: false })]).process(readFileSync(file, "utf8"), {
    from: file,
  });
  return css;
}
