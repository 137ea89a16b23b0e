/** A node with whatever shape, by its id: `A`, `A[Text]`, `A{Fine?}`. */
const node = String.raw`([\w-]+)((?:\(|\[|\{|>).*)?`;
const line = new RegExp(String.raw`^(\s*)${node}\s*(-->|-\.->|==>)\s*(?:\|([^|]*)\|)?\s*${node}\s*;?\s*$`);

type Edge = { source: string; target: string };

/** Edges that lead back to where the reader has been, when the chart is read in the order it is written. */
function findBackEdges(ids: Iterable<string>, edges: Edge[]): Set<Edge> {
  const back = new Set<Edge>();
  const done = new Set<string>();
  const path = new Set<string>();
  const walk = (id: string) => {
    if (done.has(id)) return;
    path.add(id);
    for (const edge of edges) {
      if (edge.source !== id) continue;
      if (path.has(edge.target)) back.add(edge);
      else walk(edge.target);
    }
    path.delete(id);
    done.add(id);
  };
  for (const id of ids) walk(id);
  return back;
}

/**
 * A flow chart whose arrows back (`B --> A`, "try again") are written from the other end (`A <--- B`): the library that draws it opens a circle
 * wherever fewest arrows turn, and the chart would begin with its end. Lines with several arrows stay as they are.
 */
export function turnLoops(chart: string, { nodes, edges }: { nodes: Map<string, unknown>; edges: Edge[] }): string {
  const back = findBackEdges(nodes.keys(), edges);
  if (back.size === 0) return chart;
  const isBack = (source: string, target: string) =>
    source !== target && [...back].some((edge) => edge.source === source && edge.target === target);
  return chart
    .split("\n")
    .map((text) => {
      const [, indent = "", source = "", shape = "", arrow = "", label, target = "", targetShape = ""] =
        line.exec(text) ?? [];
      if (!isBack(source, target) || /--|==|-\./.test(shape + targetShape)) return text;
      const turned = `<${arrow.slice(0, -1)}${arrow === "-.->" ? "" : arrow[0]}`;
      return `${indent}${target}${targetShape} ${turned}${label === undefined ? "" : `|${label}|`} ${source}${shape}`;
    })
    .join("\n");
}
