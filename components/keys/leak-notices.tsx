import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { KeyLeak } from "./words";

const finders: Record<string, string> = { github: "GitHub" };

/** Tells the owner of keys that were found in public: which, where, and what to do now. */
export function LeakNotices({ leaks }: { leaks: readonly KeyLeak[] }) {
  return leaks.map((leak) => {
    const works = leak.state === "active";
    return (
      <Callout
        key={leak.keyId}
        kind={works ? "danger" : "warning"}
        title={works ? `${leak.name} was found in public and still works` : `${leak.name} was found in public`}
        className="mb-5"
      >
        <p>
          {finders[leak.foundBy] ?? leak.foundBy} saw the key <code>{leak.start}…</code> on {formatTime(leak.at)}
          {leak.url ? (
            <>
              {" "}
              at <code className="[overflow-wrap:anywhere]">{leak.url}</code>
            </>
          ) : null}
          .{" "}
          {works
            ? "Anybody who saw it can call as you. Roll it now, put the new one to use, then revoke this one."
            : leak.state === "revoked"
              ? "It was revoked, so nobody can use it any more. Make another and keep it out of your code."
              : "It does not work now. Revoke it for good and make another."}{" "}
          <Link href={paths.console.key(leak.appId, leak.keyId)}>Open the key</Link>
        </p>
      </Callout>
    );
  });
}
