import type { ComponentType } from "react";
import * as React from "react";
import * as jsxRuntime from "react/jsx-runtime";

export type PageContent = ComponentType<{ components?: Record<string, ComponentType<never>> }>;

/** Runs a compiled page with the React of whoever draws it (in pages: the server's), and gives its content as a component. */
export function evaluatePage(code: string): PageContent {
  const run = new Function("React", "ReactDOM", "_jsx_runtime", code) as (...globals: unknown[]) => {
    default: PageContent;
  };
  return run(React, {}, jsxRuntime).default;
}
