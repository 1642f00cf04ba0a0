import type { Service } from "../../stack/model.ts";

/** A redirection, or `tee`. */
const REDIRECTED = /(?:>|\btee(?:\s+-a)?\s)\s*["']?$/;
/** An option that names a file or folder to write; a program that dumps stands before it. */
const DUMPED =
  /(?:dump|backup)[^;|&\n]*(?:\s-[foD]\s*|\s--(?:file|out|output|result-file|archive|dir|target-dir)[=\s]\s*)["']?$/;

/** Whether the command of a service says itself that it writes below a directory: a dump every night, for example. */
export function writesBelow({ entrypoint, command }: Service, directory: string): boolean {
  const path = directory.replace(/\/+$/, "");
  if (path === "") return false;
  const text = [...entrypoint, ...command].map(({ value }) => value).join(" ");
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    const next = text.charAt(at + path.length);
    const before = text.slice(Math.max(0, at - 300), at);
    if ((next === "" || /[/\s"';)]/.test(next)) && (REDIRECTED.test(before) || DUMPED.test(before))) return true;
  }
  return false;
}
