// Writes the rules' pages into a module, so that `explain` reads nothing outside the bundle.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const folder = at("docs/rules");
const isPage = (name) => name.endsWith(".md") && name !== "README.md";
const names = existsSync(folder) ? readdirSync(folder).filter(isPage) : [];
const entries = names.sort().map((name) => {
  const text = readFileSync(`${folder}/${name}`, "utf8").replaceAll("\r\n", "\n");
  return `  ${JSON.stringify(name.replace(/\.md$/, ""))}: ${JSON.stringify(text)},\n`;
});

writeFileSync(at("src/report/pages.generated.js"), `export const pages = {\n${entries.join("")}};\n`);
writeFileSync(at("src/report/pages.generated.d.ts"), "export declare const pages: Readonly<Record<string, string>>;\n");
