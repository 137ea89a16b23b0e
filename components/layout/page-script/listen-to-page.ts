import { readConsent } from "../consent";
import { forgetSandboxKey, showSandboxKey } from "../sandbox-key";
import { toggleTheme } from "../theme";
import { closedStorageKey } from "../theme-script";
import { track } from "../track";
import { followReading } from "./follow-reading";
import { arrived } from "./framework";
import { traceChoiceKey, traceSnippet } from "./trace-snippet";

const rememberedTab = "wm-tab:";
const recentTabsKey = "wm-tabs-recent";
const mostRecentTabs = 12;
const copiedMs = 1_600;

/** The text of a block as somebody wants to have it: without lines that are to go, and of a terminal only the commands. */
function textToCopy(block: Element): string {
  const lines = [...block.querySelectorAll(".line:not(.removed)")];
  if (lines.length === 0) return block.textContent ?? "";
  const commands = lines.filter((line) => line.classList.contains("command"));
  const withoutPrompt = (line: Element) =>
    [...line.childNodes]
      .filter((node) => !(node instanceof Element && node.classList.contains("prompt")))
      .map((node) => node.textContent)
      .join("");
  return (commands.length > 0 ? commands : lines).map(withoutPrompt).join("\n");
}

async function copyFrom(button: HTMLElement) {
  const from = button.dataset.copyFrom;
  const block = from ? document.getElementById(from) : button.closest("figure")?.querySelector("pre");
  const plain = button.dataset.copy || (block ? textToCopy(block) : "");
  const name = button.closest<HTMLElement>("figure[data-block]")?.dataset.block;
  const text = name && mayTrace() ? traceSnippet(plain, { path: location.pathname, block: name }, traceBases()) : plain;
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
    if (text !== plain) offerPlain(figure, plain);
  }
}

/** Where calls of copied commands may say what they were copied from: what `snippets.trace` of the config left in the page. */
function traceBases(): string[] {
  const { trace } = document.documentElement.dataset;
  return trace === undefined ? [] : [`${location.origin}/sandbox`, ...(trace ? [trace] : [])];
}

/** Not for readers whose browser, answer to the banner or own choice says no. */
function mayTrace(): boolean {
  const decided = readConsent();
  if (decided === "denied" || (decided === null && document.documentElement.dataset.consent !== "off")) return false;
  try {
    return localStorage.getItem(traceChoiceKey) !== "off";
  } catch {
    return true;
  }
}

/** Says what was added, and takes it back, for this copy and the next ones. */
function offerPlain(figure: HTMLElement, plain: string) {
  figure.querySelector(".wm-trace")?.remove();
  const note = document.createElement("p");
  note.className = "wm-trace";
  note.dataset.wmAdded = "";
  note.setAttribute("role", "status");
  note.append("Copied with a header that tells this page when it worked. ");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy without";
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(traceChoiceKey, "off");
    } catch {
      // For this copy then.
    }
    void navigator.clipboard.writeText(plain).then(() => note.remove());
  });
  note.append(button);
  figure.append(note);
}

/** Chooses the same label in every tab group of the page that has it. */
function chooseTab(label: string) {
  for (const input of document.querySelectorAll<HTMLInputElement>(".wm-tabs input[type=radio]")) {
    if (input.value === label) input.checked = true;
  }
}

/** The labels chosen last, on whatever page, the latest first. */
function recentTabs(): string[] {
  return (localStorage.getItem(recentTabsKey) ?? "").split("\n").filter(Boolean);
}

function rememberTab(group: string | undefined, label: string) {
  localStorage.setItem(rememberedTab + group, label);
  const recent = [label, ...recentTabs().filter((one) => one !== label)].slice(0, mostRecentTabs);
  localStorage.setItem(recentTabsKey, recent.join("\n"));
}

function restoreTabs() {
  for (const group of document.querySelectorAll<HTMLElement>(".wm-tabs[data-tabs]")) {
    const inputs = [...group.querySelectorAll<HTMLInputElement>(":scope > .wm-tabs-list input")];
    // What was chosen in just these tabs, else what was chosen last anywhere that is here too.
    const wanted = [localStorage.getItem(rememberedTab + group.dataset.tabs), ...recentTabs()];
    const input = wanted.map((label) => inputs.find((one) => one.value === label)).find(Boolean);
    if (input) input.checked = true;
  }
}

/** The address the page was really reached at, where the build could only guess it. */
function showOwnAddress() {
  for (const place of document.querySelectorAll<HTMLElement>("[data-wm-url]")) {
    if (place.textContent !== location.origin) place.textContent = location.origin;
  }
  // Links that ask an assistant about this page carry its address in theirs.
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-wm-ask]")) {
    const guessed = link.dataset.wmAsk ?? location.origin;
    if (guessed === location.origin) continue;
    link.href = link.href.replace(encodeURIComponent(guessed), () => encodeURIComponent(location.origin));
    link.dataset.wmAsk = location.origin;
  }
}

/** Closes the announcement, for good in this browser. */
function closeAnnouncement() {
  const { dataset } = document.documentElement;
  dataset.closed = "";
  try {
    localStorage.setItem(closedStorageKey, dataset.announcement ?? "");
  } catch {
    // It comes back with the next page.
  }
}

/** Readies what has arrived: remembered tabs, the portal's own address and the reader's key in code, the sidebar at the page. */
function ready() {
  showOwnAddress();
  void showSandboxKey();
  showPlaceInSidebar();
  try {
    restoreTabs();
  } catch {
    // No storage, no memory.
  }
}

function showPlaceInSidebar() {
  const sidebar = document.querySelector<HTMLElement>("[data-sidebar]");
  const current = sidebar?.querySelector<HTMLElement>("[aria-current=page]");
  if (sidebar && current && current.offsetTop > sidebar.clientHeight - 80) {
    sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 2;
  }
}

function onClick(event: MouseEvent) {
  const target = event.target as Element | null;
  const button = target?.closest<HTMLElement>("button[data-copy]");
  if (button) copyFrom(button).catch(() => {});
  if (target?.closest("button[data-theme-toggle]")) toggleTheme();
  if (target?.closest("button[data-dismiss]")) closeAnnouncement();
  // A link inside an open menu closes it: the next page should not come with it open.
  const link = target?.closest("details[data-menu] a, [data-sidebar] a");
  (link?.closest("details") ?? link?.closest("[data-sidebar]")?.previousElementSibling)?.removeAttribute("open");
  for (const menu of document.querySelectorAll("details[data-menu=popup][open]")) {
    if (!menu.contains(target ?? null)) menu.removeAttribute("open");
  }
}

function onChange(event: Event) {
  const input = event.target as HTMLInputElement;
  const group = input.closest?.<HTMLElement>(".wm-tabs");
  if (!group || input.type !== "radio" || !input.closest(".wm-tabs-list")) return;
  const before = input.getBoundingClientRect().top;
  chooseTab(input.value);
  // Groups above may have changed their height: what was under the hand stays there.
  window.scrollBy({ top: input.getBoundingClientRect().top - before, behavior: "instant" });
  try {
    rememberTab(group.dataset.tabs, input.value);
  } catch {
    // Not remembered then.
  }
}

function onKey(event: KeyboardEvent) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.removeAttribute("open");
}

declare global {
  interface Window {
    /** This document has its listeners. */
    wmListening?: true;
  }
}

/**
 * The document's one set of listeners for what is plain HTML elsewhere: copy buttons, tab groups, menus, theme, where one reads. Called by
 * the page script on static pages and by React on the others; the second call does nothing.
 */
export function listenToPage(): void {
  if (window.wmListening) return;
  window.wmListening = true;
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  addEventListener("pageshow", (event) => event.persisted && forgetSandboxKey());
  document.addEventListener(arrived, ready);
  followReading();
  ready();
  new MutationObserver((changes) => {
    const arrived = changes.some((change) =>
      [...change.addedNodes].some(
        (node) => node instanceof Element && node.querySelector("figure, .wm-tabs, [data-contents], [data-sidebar]"),
      ),
    );
    if (arrived) ready();
  }).observe(document.body, { childList: true, subtree: true });
}
