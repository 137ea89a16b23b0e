import Link from "next/link";
import { classNames } from "./class-names";

/** A path is what a browser said it was: only addresses of the docs and the reference become links. */
export function PageLink({ path, className }: { path: string; className?: string }) {
  const text = classNames("block min-w-44 break-words font-mono text-sm", className);
  if (!/^\/(docs|reference)(\/[\w./-]*)?$/.test(path)) return <span className={text}>{path}</span>;
  return (
    <Link
      href={path}
      prefetch={false}
      className={classNames(text, "underline decoration-line-strong underline-offset-4")}
    >
      {path}
    </Link>
  );
}
