/** The one script of a static page, beside the tracker: made by scripts/lighten-pages.mjs. */
import { readConsent } from "../consent";
import { whoReads } from "../reader";
import { awaitNeed, bringFramework } from "./framework";
import { listenToPage } from "./listen-to-page";

listenToPage();
awaitNeed();
// Who is signed in works with the page as well as reads it: the account in its head, the own key in its samples.
void whoReads().then((reader) => reader.signedIn && bringFramework());
if (document.documentElement.dataset.consent === "banner" && readConsent() === null) bringFramework();
