import type { Severity } from "../model/finding.ts";
import { padded, painter, type Style, wrapped } from "../report/text/terminal.ts";
import { listedRules } from "../session/program.ts";
import { UsageError } from "../session/usage.ts";
import type { Arguments } from "./arguments.ts";
import { type Io, usesColor } from "./io.ts";

const STYLES: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", note: "cyan" };

/** Lists every rule. */
export function listRules(args: Arguments, io: Io): number {
  const [extra] = args.operands;
  if (extra !== undefined) {
    throw new UsageError(`\`rules\` takes no \`${extra}\``, `\`swarm-volume-check explain ${extra}\` prints one rule`);
  }
  const listed = listedRules();
  if (args.reports[0]?.format === "json") {
    io.stdout(`${JSON.stringify(listed, null, 2)}\n`);
    return 0;
  }
  const paint = painter(usesColor(args, io.env, io.stdoutIsTerminal));
  const widest = (texts: readonly string[]) => texts.reduce((width, text) => Math.max(width, text.length), 0);
  const id = widest(listed.map((rule) => rule.id));
  const severity = widest(listed.map((rule) => rule.severity));
  const category = widest(listed.map((rule) => rule.category));
  const left = id + severity + category + 6;
  const room = io.columns === undefined ? undefined : Math.max(20, io.columns - left);
  for (const rule of listed) {
    const [first, ...others] = wrapped(rule.summary, room);
    const name = padded(rule.id, id);
    const kind = `${paint(STYLES[rule.severity], rule.severity)}${" ".repeat(severity - rule.severity.length)}`;
    io.stdout(`${name}  ${kind}  ${padded(rule.category, category)}  ${first}\n`);
    for (const line of others) io.stdout(`${" ".repeat(left)}${line}\n`);
  }
  return 0;
}
