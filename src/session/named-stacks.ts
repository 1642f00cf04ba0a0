import type { StackFiles } from "../config/model.ts";
import { isIncluded, stackFilesBelow, stacksOf } from "../config/stacks.ts";
import { ChangedFiles, Contents, hasServices, lookOf } from "./contents.ts";
import { DEFAULT_MAX_BYTES } from "./decode.ts";
import { included, type Material, readStacks } from "./material.ts";
import type { NamedFiles, Observer, Request } from "./request.ts";
import { didYouMean, UsageError } from "./usage.ts";
import { type Checkout, WORK_TREE } from "./workspace.ts";

type NamedRequest = Request & { readonly what: NamedFiles };

/** Reads the stacks that a call names, as they lie in a checkout, and what base had of them. */
export async function namedStacks(request: NamedRequest, checkout: Checkout, observer: Observer): Promise<Material> {
  const { what, variableFiles, stackName } = request;
  const { config } = what.policy;
  const stacks = stacksToCheck(request, checkout, observer);
  const paths = stacks.flatMap(({ files }) => files);
  observer.selected?.(paths);
  if (stackName !== undefined && stacks.length > 1) {
    const help = "name the files of that stack, or give names in the configuration (`stacks`)";
    throw new UsageError(`\`--stack-name\` names one stack, and there are ${stacks.length} to check`, help);
  }
  const own = stacks.flatMap(({ envFiles }) => envFiles);
  const folders = what.paths.filter((path) => path !== what.stdin);
  const changes = checkout.base?.changes(paths, [...own, ...variableFiles], folders);
  for (const path of changes?.outside ?? [])
    observer.complain(`${path}: it lies outside the git checkout`, "run `--base` where the file belongs to");
  const changed = new ChangedFiles(WORK_TREE, changes);
  const inStacks = new Set(paths);
  const candidates = [...changed.all.values()].filter(
    ({ path, previousPath }) => !inStacks.has(path) && lookOf(checkout.rootPath(previousPath ?? path)) !== undefined,
  );
  const contents = new Contents(checkout);
  const { maxBytes } = what;
  await contents.load(
    [...paths, ...candidates.map(({ path }) => path)].flatMap((path) => changed.both(path)),
    { maxBytes, namedBy: "user" },
  );
  await contents.load(
    own.flatMap((path) => changed.both(path)),
    { maxBytes: DEFAULT_MAX_BYTES, namedBy: "checkout" },
  );
  await contents.load(
    variableFiles.flatMap((path) => changed.both(path)),
    { maxBytes: DEFAULT_MAX_BYTES, namedBy: "user" },
  );
  const read = readStacks({
    ...{ request, observer, contents, changed, stacks, candidates, maxBytes },
    compared: changes !== undefined,
    isStackAt: (at) => contents.isStack(at) && included(config, checkout.rootPath(at.path)),
    missing: (path) => {
      const source = contents.needed(changed.now(path));
      if ("problem" in source) observer.complain(`${path}: ${source.problem.message}`, source.problem.help);
      return [];
    },
  });
  return {
    ...read,
    policy: what.policy,
    label: checkout.base?.label,
    diff: [...changed.all.values()],
    remarks: [],
    complete: what.complete,
    rootPath: (path) => checkout.rootPath(path),
    isFile: (file, path) => checkout.isFile(file, path),
  };
}

/** What to check. What cannot be found is complained about and left out. */
function stacksToCheck({ what }: NamedRequest, checkout: Checkout, observer: Observer): StackFiles[] {
  const { together, stdin } = what;
  const { config } = what.policy;
  const stacks = together.length > 0 ? [alone(together)] : [];
  const taken = new Set(together.map((path) => checkout.rootPath(path)));
  const found = new Map<string, string>();
  const named = new Set<string>();
  for (const path of what.paths) {
    const files = path === stdin ? [path] : filesAt(path, what, checkout, observer);
    for (const file of files) {
      const inRoot = checkout.rootPath(file);
      if (file === path) named.add(inRoot);
      if (taken.has(inRoot)) continue;
      taken.add(inRoot);
      if (file === stdin) stacks.push(alone([file]));
      else found.set(inRoot, file);
    }
  }
  for (const stack of stacksOf(config, [...found.keys()])) {
    const files = stack.files.map((path) => found.get(path) ?? checkout.fromRoot(path));
    const isNamed = stack.named === true || stack.files.some((path) => named.has(path));
    stacks.push({ ...stack, files, envFiles: stack.envFiles.map((path) => checkout.fromRoot(path)), named: isNamed });
  }
  return stacks;
}

const alone = (files: readonly string[]): StackFiles => ({
  name: undefined,
  files,
  envFiles: [],
  target: undefined,
  named: true,
});

function filesAt(path: string, what: NamedFiles, checkout: Checkout, observer: Observer): readonly string[] {
  const { config } = what.policy;
  const prefix = path === "." ? "" : `${path.replace(/\/+$/, "")}/`;
  const rootOf = (inner: string) => checkout.rootPath(prefix + inner);
  const accepts = config && ((inner: string) => isIncluded(config, rootOf(inner)));
  const found = checkout.find(path, { lookOf, isStack: hasServices, accepts, maxBytes: what.maxBytes });
  if (found.kind === "file") return [path];
  if (found.kind === "problem") {
    const { message, help } = found.problem;
    observer.complain(`${path}: ${message}`, path === what.paths[0] ? didYouMean(path, what.words, help) : help);
    return [];
  }
  const { files, problems, yamlFiles } = found;
  const root = checkout.rootPath(path);
  const configured = (config ? stackFilesBelow(config, root) : []).map(
    (inRoot) => prefix + inRoot.slice(root === "" ? 0 : root.length + 1),
  );
  for (const { path: inner, problem } of problems)
    observer.complain(`${inner === "" ? path : prefix + inner}: ${problem.message}`, problem.help);
  if (files.length + configured.length === 0 && problems.length === 0 && !what.allowEmpty) {
    observer.complain(
      `${path}: there is no stack file in this folder; ${yamlFiles} YAML file${yamlFiles === 1 ? "" : "s"} found, and none has \`compose\` or \`stack\` in its name or a top-level \`services:\``,
      "name the files, or write `--allow-empty` if this is fine",
    );
  }
  return [...new Set([...files.map((inner) => prefix + inner), ...configured])];
}
