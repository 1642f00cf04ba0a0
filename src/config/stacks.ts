import type { Config, StackFiles } from "./model.ts";

/** Whether a file that was found in a folder is to be checked. */
export function isIncluded({ files: { include, exclude } }: Config, path: string): boolean {
  return (
    (include.length === 0 || include.some((one) => one.matches(path))) && !exclude.some((one) => one.matches(path))
  );
}

/** The configured stacks that hold a file. */
export function stacksWith(config: Pick<Config, "stacks"> | undefined, path: string): readonly StackFiles[] {
  return config?.stacks.filter(({ files }) => files.includes(path)) ?? [];
}

/** The stacks that files make: every configured stack that holds one of them, and each other file by itself. */
export function stacksOf(config: Config | undefined, paths: readonly string[]): StackFiles[] {
  const found = new Set<StackFiles>();
  for (const path of paths) {
    const configured = stacksWith(config, path);
    if (configured.length === 0) {
      const named = config?.files.include.some((one) => one.plain && one.text === path) ?? false;
      found.add({ name: undefined, files: [path], envFiles: [], target: undefined, named });
    }
    for (const stack of configured) found.add(stack);
  }
  return [...found];
}

/** The files of configured stacks below a folder; "" is the root. */
export function stackFilesBelow(config: Config, folder: string): string[] {
  const files = config.stacks.flatMap((stack) => stack.files);
  return folder === "" ? files : files.filter((file) => file.startsWith(`${folder}/`));
}
