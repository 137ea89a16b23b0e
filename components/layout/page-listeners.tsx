"use client";

import { useEffect } from "react";
import { announceFramework } from "./page-script/framework";
import { listenToPage } from "./page-script/listen-to-page";

/** Gives the document its listeners where the page script has not, and tells that script that React is here. */
export function PageListeners() {
  useEffect(() => {
    listenToPage();
    announceFramework();
  }, []);
  return null;
}
