import type { DiffFile } from "../review/model.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

/** A file, link or submodule of a commit. */
interface TreeFile {
  readonly path: string;
  /** The name of its content. */
  readonly oid: string;
  readonly kind: "file" | "symlink" | "submodule";
}

const WHAT = "reading the list of all files";

/** Everything that a commit holds. GitHub cuts the list above about 100,000 entries; then this fails. */
export async function readTree(client: GitHubClient, commit: string): Promise<TreeFile[]> {
  const { data } = await client.rest(WHAT, "GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
    tree_sha: commit,
    recursive: "1",
  });
  const { tree, truncated } = data as { tree?: unknown; truncated?: unknown };
  if (!Array.isArray(tree)) throw new GitHubFailure(WHAT, undefined, "the answer is not what GitHub documents");
  if (truncated === true) {
    throw new GitHubFailure(
      WHAT,
      undefined,
      `GitHub lists only ${tree.length} of them: check out the repository first`,
    );
  }
  return (tree as { path: string; mode: string; type: string; sha: string }[])
    .filter(({ type }) => type !== "tree")
    .map(({ path, mode, sha }) => ({ path, oid: sha, kind: kindOf(Number.parseInt(mode, 8)) }));
}

/** What an entry of a tree is, by its mode. */
export function kindOf(mode: number): TreeFile["kind"] {
  const format = mode & 0o170000;
  return format === 0o120000 ? "symlink" : format === 0o160000 ? "submodule" : "file";
}

/** What differs between two commits, without a diff. A file that only got another name is renamed, as in a diff. */
export async function changedInTrees(client: GitHubClient, base: string, head: string): Promise<DiffFile[]> {
  const gone = new Map((await readTree(client, base)).map((file) => [file.path, file.oid]));
  const added: TreeFile[] = [];
  const changed: DiffFile[] = [];
  for (const file of await readTree(client, head)) {
    const { path, oid } = file;
    const known = gone.get(path);
    gone.delete(path);
    if (known === undefined) added.push(file);
    else if (known !== oid) changed.push({ path, status: "modified", hunks: undefined });
  }
  const byContent = new Map(Array.from(gone, ([path, oid]) => [oid, path]));
  for (const { path, oid } of added) {
    const previousPath = byContent.get(oid);
    byContent.delete(oid);
    if (previousPath === undefined) changed.push({ path, status: "added", hunks: undefined });
    else {
      gone.delete(previousPath);
      changed.push({ path, previousPath, status: "renamed", hunks: undefined });
    }
  }
  for (const path of gone.keys()) changed.push({ path, status: "removed", hunks: undefined });
  return changed;
}
