"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { buttonClasses } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { type Reader, whoReads } from "./reader";

/**
 * The only part of a public page that depends on who reads it: the page stays static and cacheable, this asks after it has loaded.
 * Until it knows, and without scripts, it offers to sign in.
 */
export function AccountIsland() {
  const [me, setMe] = useState<Reader>({ signedIn: false });
  useEffect(() => {
    let gone = false;
    void whoReads().then((reader) => {
      if (!gone) setMe(reader);
    });
    return () => {
      gone = true;
    };
  }, []);
  if (!me.signedIn) {
    return (
      <Link href={paths.signIn()} prefetch={false} className={buttonClasses("primary", "sm")}>
        Sign in
      </Link>
    );
  }
  return (
    <div className="flex items-center gap-1">
      {me.staff ? (
        <Link href={paths.staff.home} prefetch={false} className={buttonClasses("ghost", "sm", "max-sm:hidden")}>
          Staff
        </Link>
      ) : null}
      <Link href={paths.console.home} prefetch={false} className={buttonClasses("secondary", "sm", "pl-1.5")}>
        <Avatar name={me.name} image={me.image} className="size-5!" />
        Console
      </Link>
    </div>
  );
}
