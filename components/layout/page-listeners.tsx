"use client";

import { useEffect } from "react";
import { showSandboxKey } from "./sandbox-key";
import { track } from "./track";

const rememberedTab = "wm-tab:";
const copiedMs = 1_600;

async function copyFrom(button: HTMLElement) {
  const from = button.dataset.copyFrom;
  const block = from ? document.getElementById(from) : button.closest("figure")?.querySelector("pre");
  const text = button.dataset.copy || block?.textContent || "";
  await navigator.clipboard.writeText(text);
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, copiedMs);
  const figure = button.closest<HTMLElement>("figure[data-block]");
  if (figure) {
    track("snippet_copied", {
      path: location.pathname,
      block: figure.dataset.block,
      language: figure.dataset.language ?? "text",
    });
  }
}

/** Chooses the same label in every tab group of the page that has it. */
function chooseTab(label: string) {
  for (const input of document.querySelectorAll<HTMLInputElement>(".wm-tabs input[type=radio]")) {
    if (input.value === label) input.checked = true;
  }
}

function restoreTabs() {
  for (const group of document.querySelectorAll<HTMLElement>(".wm-tabs[data-tabs]")) {
    const label = localStorage.getItem(rememberedTab + group.dataset.tabs);
    const input =
      label &&
      [...group.querySelectorAll<HTMLInputElement>(":scope > .wm-tabs-list input")].find((one) => one.value === label);
    if (input) input.checked = true;
  }
}

/** The page's one set of listeners for what is plain HTML elsewhere: copy buttons, tab groups. */
export function PageListeners() {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const button = (event.target as Element | null)?.closest<HTMLElement>("button[data-copy]");
      if (button) copyFrom(button).catch(() => {});
      // A link inside an open menu closes it: the next page should not come with it open.
      (event.target as Element | null)?.closest("details[data-menu] a")?.closest("details")?.removeAttribute("open");
    };
    const onChange = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const group = input.closest?.<HTMLElement>(".wm-tabs");
      if (!group || input.type !== "radio" || !input.closest(".wm-tabs-list")) return;
      const before = input.getBoundingClientRect().top;
      chooseTab(input.value);
      // Groups above may have changed their height: what was under the hand stays there.
      window.scrollBy({ top: input.getBoundingClientRect().top - before, behavior: "instant" });
      try {
        localStorage.setItem(rememberedTab + group.dataset.tabs, input.value);
      } catch {
        // Not remembered then.
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.removeAttribute("open");
    };
    document.addEventListener("click", onClick);
    document.addEventListener("change", onChange);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("click", onClick);
      document.removeEventListener("change", onChange);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
  return <PageArrivals />;
}

/** The address the page was really reached at, where the build could only guess it. */
function showOwnAddress() {
  for (const place of document.querySelectorAll<HTMLElement>("[data-wm-url]")) {
    if (place.textContent !== location.origin) place.textContent = location.origin;
  }
}

/** Readies each page as it arrives: remembered tabs, the portal's own address and the reader's key in code. */
function PageArrivals() {
  useEffect(() => {
    const ready = () => {
      showOwnAddress();
      showSandboxKey();
      try {
        restoreTabs();
      } catch {
        // No storage, no memory.
      }
    };
    ready();
    const observer = new MutationObserver((changes) => {
      const arrived = changes.some((change) =>
        [...change.addedNodes].some((node) => node instanceof Element && node.querySelector("figure, .wm-tabs")),
      );
      if (arrived) ready();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return null;
}
