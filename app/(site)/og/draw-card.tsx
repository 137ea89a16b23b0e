import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { ImageResponse } from "next/og";
import { portal } from "@/lib/base/config/portal";
import { randomToken } from "@/lib/base/secrets";
import { cardFamily, cardFonts } from "./card-fonts";
import { cardSize } from "./card-size";

/** Raise when the drawing changes: it is part of the cache's key. */
const designVersion = "1";

export type Card = { title: string; description: string; section: string };

/** Letters without what the fonts lack and the library would look for on the network: emoji and their joiners. */
const plain = (text: string) =>
  text
    .replace(/\p{Extended_Pictographic}|\u200d|\ufe0f|\u20e3/gu, "")
    .replace(/\s+/g, " ")
    .trim();

const cut = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, text.lastIndexOf(" ", length) + 1 || length).trimEnd()}…`;

/**
 * What of a card can be written with the bundled fonts. A title in a script that they lack (Chinese, Arabic, ...) leaves the portal's name
 * in its place: better less than boxes.
 */
export async function readableCard({ title, description, section }: Card): Promise<Card> {
  const { covers } = await cardFonts();
  const given = plain(title);
  const readable = given !== "" && covers(given);
  const ifReadable = (text: string) => (covers(plain(text)) ? plain(text) : "");
  return {
    title: cut(readable ? given : ifReadable(portal.name), 110),
    description: cut(ifReadable(readable ? description : portal.tagline), 150),
    section: ifReadable(section),
  };
}

async function draw(card: Card, logo: string | null): Promise<Buffer> {
  const { files, covers } = await cardFonts();
  const name = plain(portal.name);
  // Long titles are set smaller, so that three lines hold them.
  const titleSize = card.title.length > 70 ? 56 : card.title.length > 34 ? 68 : 84;
  // The library knows no oklch(): such brands have a neutral bar.
  const accent = portal.brand.accent.startsWith("#") ? portal.brand.accent : "#18181b";
  const response = new ImageResponse(
    <div
      style={{
        width: "100%",
        height: "100%",
        display: "flex",
        flexDirection: "column",
        background: "#ffffff",
        color: "#15191a",
        fontFamily: cardFamily,
        borderTop: `16px solid ${accent}`,
        padding: "56px 72px 60px",
      }}
    >
      <div style={{ display: "flex", alignItems: "center", fontSize: 34, fontWeight: 600 }}>
        {/* biome-ignore lint/performance/noImgElement: drawn into a picture, no page */}
        {logo ? <img src={logo} width={52} height={52} alt="" style={{ marginRight: 18 }} /> : null}
        <span>{covers(name) ? name : ""}</span>
        <span style={{ marginLeft: "auto", color: accent, fontSize: 28 }}>{card.section}</span>
      </div>
      <div style={{ display: "flex", flexDirection: "column", flexGrow: 1, justifyContent: "center" }}>
        <div style={{ fontSize: titleSize, fontWeight: 600, letterSpacing: "-0.025em", lineHeight: 1.12 }}>
          {card.title}
        </div>
        {card.description ? (
          <div style={{ fontSize: 32, lineHeight: 1.4, color: "#566064", marginTop: 28 }}>{card.description}</div>
        ) : null}
      </div>
    </div>,
    { ...cardSize, fonts: files },
  );
  return Buffer.from(await response.arrayBuffer());
}

/** The brand's logo as the card takes it; null when there is none to be had. */
async function readLogo(): Promise<{ text: string; url: string } | null> {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), "public", portal.brand.logo);
  const text = await readFile(file, "utf8").catch(() => "");
  return text.includes("<svg")
    ? { text, url: `data:image/svg+xml;base64,${btoa(unescape(encodeURIComponent(text)))}` }
    : null;
}

/**
 * The picture that is shown where a page is shared, as PNG: name, logo, colour of the brand, title. Drawn with bundled fonts and without a
 * network (some 60 ms), and kept by a hash of all that decides it, so that a build draws only what has changed.
 */
export async function drawCard(given: Card, cacheFolder = path.join(process.cwd(), ".cache", "og")): Promise<Buffer> {
  const [card, logo] = await Promise.all([readableCard(given), readLogo()]);
  const parts = [
    designVersion,
    portal.name,
    portal.brand.accent,
    logo?.text ?? "",
    card.title,
    card.description,
    card.section,
  ];
  const key = createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
  const target = path.join(cacheFolder, `${key}.png`);
  const kept = await readFile(target).catch(() => null);
  if (kept) return kept;
  const picture = await draw(card, logo?.url ?? null);
  try {
    await mkdir(cacheFolder, { recursive: true });
    const draft = `${target}.${process.pid}.${randomToken(6)}`;
    await writeFile(draft, picture);
    await rename(draft, target);
  } catch {
    // Drawn again next time.
  }
  return picture;
}
