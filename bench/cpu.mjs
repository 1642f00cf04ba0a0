// Runs a bundle as its own main module and prints the CPU time of the whole process, user and system, in microseconds, on
// standard error.
import { pathToFileURL } from "node:url";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`\ncpu ${user + system}\n`);
});
const [bundle, ...rest] = process.argv.slice(2);
process.argv = [process.argv[0], bundle, ...rest];
await import(pathToFileURL(bundle));
