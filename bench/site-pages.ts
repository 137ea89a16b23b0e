import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const perFolder = 50;

/**
 * Writes `count` pages of MDX in folders of 50, the same text for every portal that is measured: four blocks of code in four languages,
 * six headings, a table, a list, about 350 words. Only what all of them read: front matter of title and description, fences with a language.
 */
export function writePages(folder: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const place = path.join(folder, `part-${two(Math.floor(index / perFolder))}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `page-${two(index % perFolder)}.mdx`), writePage(index));
  }
}

/** The page that is asked for and weighed: one from the middle. */
export const samplePage = "part-00/page-25";

const two = (value: number) => String(value).padStart(2, "0");
const words =
  "parcel label carrier rate pickup address customs weight depot route scan delay refund batch webhook".split(" ");
const word = (seed: number) => words[seed % words.length] as string;

function sentence(seed: number): string {
  const chosen = Array.from({ length: 12 }, (_, at) => word(seed * 7 + at * at + at));
  return `The ${chosen.join(" ")} is sent once and answered in order.`;
}

function writePage(index: number): string {
  const paragraph = (at: number) => [0, 1, 2].map((one) => sentence(index * 31 + at * 3 + one)).join(" ");
  const name = `${word(index)}-${index}`;
  return `---
title: About ${name}
description: How a ${word(index)} is sent, what comes back, and what may go wrong.
---

${paragraph(1)}

## Send a ${name}

${paragraph(2)}

\`\`\`bash
curl https://api.example.com/v1/${word(index)}/${index} \\
  -H "Authorization: Bearer YOUR_KEY" \\
  -d weight=${index} -d carrier=${word(index + 3)}
\`\`\`

### With a library

${paragraph(3)}

\`\`\`ts
import { Client } from "example";

const client = new Client({ key: process.env.KEY, retries: ${index % 5} });
export async function send${index}(weight: number) {
  const answer = await client.${word(index)}.create({ weight, carrier: "${word(index + 3)}" });
  if (!answer.ok) throw new Error(\`\${answer.code}: \${answer.detail}\`);
  return answer.data;
}
\`\`\`

## What comes back

| Field | Type | Meaning |
|---|---|---|
| \`id\` | string | ${sentence(index + 1)} |
| \`weight\` | number | in kilograms |
| \`${word(index + 2)}\` | object | ${sentence(index + 2)} |

\`\`\`json
{ "id": "${name}", "weight": ${index}, "${word(index + 2)}": { "state": "sent", "tries": ${index % 3}, "at": "2026-01-01T00:00:00Z" } }
\`\`\`

## When it fails

- ${sentence(index + 4)}
- ${sentence(index + 5)}
- ${sentence(index + 6)}

### In Python

${paragraph(5)}

\`\`\`python
import example

def send(weight: int) -> dict:
    """Sends one ${word(index)}; raises example.Refused."""
    for attempt in range(${(index % 4) + 1}):
        answer = example.post("/${word(index)}", json={"weight": weight, "try": attempt})
        if answer.status == 201:
            return answer.json()
    raise example.Refused(answer.text)
\`\`\`

## Next

${paragraph(6)}
`;
}
