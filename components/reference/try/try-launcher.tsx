"use client";

import { Play } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

/** The form is fetched when somebody wants it: a page that is only read carries none of it. */
const TryDialog = lazy(() => import("./try-dialog"));
const anchor = "#try";

/** Opens Try it of one operation; so does `#try` in the address, which is how other pages lead here. */
export function TryLauncher({ operation }: { operation: string }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const look = () => {
      if (location.hash === anchor) setOpen(true);
    };
    look();
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  const show = () => {
    setOpen(true);
    history.replaceState(history.state, "", `${location.pathname}${location.search}${anchor}`);
  };
  const close = () => {
    setOpen(false);
    history.replaceState(history.state, "", location.pathname);
  };
  return (
    <>
      <Button
        variant="primary"
        size="sm"
        onClick={show}
        aria-haspopup="dialog"
        data-needs-script=""
        data-opens-at={anchor}
        icon={<Play className="size-3.5" aria-hidden="true" />}
      >
        Try it
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <TryDialog operation={operation} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
