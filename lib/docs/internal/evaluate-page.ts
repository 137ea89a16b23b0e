import type { ComponentType, ReactNode } from "react";
import * as React from "react";
import * as jsxRuntime from "react/jsx-runtime";
import { ContentError, lineOf } from "./content-error";

export type PageContent = (props: { components?: Record<string, ComponentType<never>> }) => ReactNode;

/** Runs a compiled page with the React of whoever draws it (in pages: the server's), and gives its content as a component. */
export function evaluatePage(code: string): PageContent {
  const run = new Function("React", "ReactDOM", "_jsx_runtime", code) as (...globals: unknown[]) => {
    default: PageContent;
  };
  return run(React, {}, jsxRuntime).default;
}

/** What an expression on a page throws while it is drawn knows no file: this adds it, and the line of a name that does not exist. */
export function drawnFrom(file: string, source: string, Content: PageContent): PageContent {
  return (props) => {
    try {
      return Content(props);
    } catch (error) {
      const { message } = error as Error;
      const name = error instanceof ReferenceError ? /^(\S+) is not defined/.exec(message)?.[1] : undefined;
      const line = name ? lineOf(source, name) : undefined;
      const mistake = new ContentError(file, line, `cannot be drawn: ${message}`);
      if (process.env.NODE_ENV !== "development") throw mistake;
      return drawMistake(mistake)(props);
    }
  };
}

/** A page that says what its author did wrong, for development. */
export function drawMistake({ message }: ContentError): PageContent {
  return ({ components = {} }) => {
    const Callout = (components.Callout ?? "div") as ComponentType<{ type: string; title: string }>;
    return React.createElement(
      Callout,
      { type: "danger", title: "This page has a mistake" },
      React.createElement("p", null, React.createElement("code", null, message)),
      React.createElement("p", null, "It is drawn again when you save. npm run check tells all mistakes there are."),
    );
  };
}
