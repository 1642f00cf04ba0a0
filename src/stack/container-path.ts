/** A POSIX path without empty parts, `.`, `..` where it can go, and a slash at its end. */
export function cleanPath(path: string): string {
  if (/^(?:\/[^/.][^/]*)+$/.test(path)) return path;
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push(part);
  }
  return absolute ? `/${parts.join("/")}` : parts.join("/") || ".";
}

/** Whether a mount at one path holds a directory: it is the directory, or one above it. */
export function covers(mountTarget: string, directory: string): boolean {
  const target = cleanPath(mountTarget);
  const inner = cleanPath(directory);
  return target === inner || inner.startsWith(target === "/" ? "/" : `${target}/`);
}
