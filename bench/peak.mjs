// Runs a bundle as its own main module and prints the peak of resident memory, in KiB, on standard error.
import { pathToFileURL } from "node:url";

process.on("exit", () => process.stderr.write(`\npeak ${process.resourceUsage().maxRSS}\n`));
const [bundle, ...rest] = process.argv.slice(2);
process.argv = [process.argv[0], bundle, ...rest];
await import(pathToFileURL(bundle));
