// The floor: reads and parses the same texts with `yaml`, and does nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
  try {
    parse(readFileSync(join(entry.parentPath, entry.name), "utf8"), { merge: true, logLevel: "silent" });
  } catch {
    // Some files are no YAML; the check reads them too.
  }
}
