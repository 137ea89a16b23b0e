import type { Code } from "mdast";
import type { VFile } from "vfile";
import { hasMark } from "@/lib/base/page-variables";
import { flowElement } from "./jsx-elements";
import { turnLoops } from "./turn-loops";

/**
 * The library styles each drawing for itself and would load a font from another host. Colours and fonts come from app/content.css instead,
 * and what only its own scripts need is left out; ids are made the drawing's own.
 */
function cleanDrawing(svg: string, id: string): string {
  return (
    svg
      .replace(/<style>[\s\S]*?<\/style>\s*/g, "")
      .replace(/(<svg[^>]*?) style="[^"]*"/, "$1")
      .replace(/ data-[a-z-]+="[^"]*"/g, "")
      // The arrow at an edge's start is drawn backwards already: turned once more it would lie under its node.
      .replaceAll('orient="auto-start-reverse"', 'orient="auto"')
      .replace(/ class="[^"]*"/g, "")
      .replace(/\bid="([^"]*)"/g, `id="${id}-$1"`)
      .replace(/url\(#([^)]*)\)/g, `url(#${id}-$1)`)
      .replace(/(\d+\.\d{2})\d{3,}/g, "$1")
      .replace(/>\s+</g, "><")
  );
}

/** A Mermaid diagram as SVG, drawn when the page is compiled. */
export async function drawDiagram(node: Code, title: string | undefined, prefix: string, file: VFile) {
  if (hasMark(node.value)) file.fail("variables cannot be used in diagrams", node);
  const { parseMermaid, renderMermaidSVG } = await import("beautiful-mermaid");
  try {
    const id = `${prefix}-${node.position?.start.line}`;
    const chart = /^\s*(flowchart|graph)\b/.test(node.value)
      ? turnLoops(node.value, parseMermaid(node.value))
      : node.value;
    return flowElement("Diagram", { html: cleanDrawing(renderMermaidSVG(chart), id), title: title ?? "Diagram" });
  } catch (error) {
    return file.fail(`the diagram cannot be drawn: ${(error as Error).message}`, node);
  }
}
