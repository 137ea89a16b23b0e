import { paths } from "@/lib/base/paths";
import type { ReadableKey } from "@/lib/keys/schema";
import { untilFramework } from "./page-script/framework";
import { askAgainWhoReads, whoReads } from "./reader";

/**
 * The reader's own sandbox key in the examples. Pages are static and hold a placeholder; one uncached request brings the key of who is signed
 * in, and it is put where `[data-wm-key]` stands. The secret lives in this page's memory only; what is remembered in the browser is the id of
 * the key that was chosen. Live keys never come here: the portal itself does not have them.
 */
const choiceKey = "wm-key-choice";
const placeholder = "YOUR_SANDBOX_KEY";
/** Chosen by who wants none of their keys shown, on a projector say. */
const noKey = "none";

type Keys = { keys: ReadableKey[]; chosen: { id: string; secret: string } | null };
const none: Keys = { keys: [], chosen: null };
let asked: Promise<Keys> | undefined;

function readChoice(): string | undefined {
  try {
    return localStorage.getItem(choiceKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The key chosen in whatever picker of the portal, by its id: the examples' and Try it's are one choice. */
export function chosenKeyId(): string | undefined {
  const choice = readChoice();
  return choice === noKey ? undefined : choice;
}

async function askKeys(): Promise<Keys> {
  if (!(await whoReads()).signedIn) return none;
  const response = await fetch(paths.api.sandboxKey(chosenKeyId()), { cache: "no-store" });
  return response.ok ? ((await response.json()) as Keys) : none;
}

/** Puts the reader's key, or the placeholder, into every example of the page. Asks for it only when there is one to fill. */
export async function showSandboxKey(): Promise<void> {
  if (!document.querySelector("[data-wm-key]")) return;
  asked ??= askKeys().catch(() => none);
  const { keys, chosen } = await asked;
  // Who has keys is signed in, and for them the framework is on its way.
  if (keys.length > 0) await untilFramework();
  const hidden = readChoice() === noKey;
  const text = chosen && !hidden ? chosen.secret : placeholder;
  for (const place of document.querySelectorAll<HTMLElement>("[data-wm-key]")) {
    if (place.textContent !== text) place.textContent = text;
    const figure = place.closest<HTMLElement>("figure.wm-code");
    if (figure && keys.length > 0) showPicker(figure, keys, hidden ? noKey : (chosen?.id ?? noKey));
  }
}

/** Takes another key, or none, for this page and the next ones. */
export async function chooseSandboxKey(id: string): Promise<void> {
  try {
    localStorage.setItem(choiceKey, id);
  } catch {
    // For this page then.
  }
  asked = undefined;
  await showSandboxKey();
}

/** A page that comes back from the browser's memory may be seen by the next person: it begins with the placeholder again. */
export function forgetSandboxKey(): void {
  askAgainWhoReads();
  asked = undefined;
  for (const picker of document.querySelectorAll(".wm-key-picker")) picker.remove();
  for (const place of document.querySelectorAll("[data-wm-key]")) place.textContent = placeholder;
  void showSandboxKey();
}

/** Which key a block shows, chosen in the block: a select beside its copy button, so nothing in the text moves. */
function showPicker(figure: HTMLElement, keys: ReadableKey[], chosen: string): void {
  let picker = figure.querySelector<HTMLSelectElement>(".wm-key-picker");
  if (!picker) {
    picker = document.createElement("select");
    picker.className = "wm-key-picker";
    picker.dataset.wmAdded = "";
    picker.setAttribute("aria-label", "Key shown in the examples");
    picker.addEventListener("change", () => void chooseSandboxKey(picker?.value ?? noKey));
    const head = figure.querySelector(".wm-code-head");
    if (head) head.insertBefore(picker, head.lastElementChild);
    else figure.append(picker);
  }
  picker.replaceChildren(
    ...keys.map(({ id, name, app }) => new Option(`${name}, ${app}`, id, false, id === chosen)),
    new Option("No key", noKey, false, chosen === noKey),
  );
}
