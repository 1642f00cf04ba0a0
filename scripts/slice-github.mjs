// Cuts out of GitHub's description of its API, and of its examples of events, what the tests hold their GitHub to.
// The packages are 400 MB; what is cut out is committed. Usage: npm run slices     (it downloads both packages)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const OPENAPI = "@octokit/openapi@23.0.2";
const EXAMPLES = "@octokit/webhooks-examples@7.6.1";

/** What the GitHub of the tests answers (`HANDLERS` of `fake-rest.ts`; a test compares). */
const OPERATIONS = [
  "get /repos/{owner}/{repo}/compare/{basehead}",
  "get /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "get /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "get /repos/{owner}/{repo}/git/blobs/{file_sha}",
  "post /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
  "put /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals",
  "delete /repos/{owner}/{repo}/pulls/comments/{comment_id}",
];
/** The events whose examples the tests change to what they need. */
const EVENTS = ["issue_comment", "merge_group", "pull_request", "push", "workflow_dispatch"];

/** Words for people; no test reads them. */
const PROSE = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "operationId",
  "tags",
]);
/** Their keys are names, and none of them a keyword. */
const NAMED = new Set(["properties", "patternProperties"]);

const target = fileURLToPath(new URL("../__tests__/support/github/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "slices-"));
try {
  write("openapi.json", OPENAPI, sliceOf(JSON.parse(fileOf(OPENAPI, "generated/api.github.com.json"))));
  const examples = JSON.parse(fileOf(EXAMPLES, "api.github.com/index.json"));
  const wanted = EVENTS.map((name) => examples.find((one) => one.name === name));
  // The first example of an event is enough, and nothing reads more of it than its name and its payload.
  write(
    "webhook-examples.json",
    EXAMPLES,
    wanted.map(({ name, examples: [first] }) => ({ name, examples: [first] })),
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** The text of one file of a package. */
function fileOf(spec, path) {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", spec, "--json", "--pack-destination", folder], { encoding: "utf8" }),
  );
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder, `package/${path}`]);
  return readFileSync(join(folder, "package", path), "utf8");
}

function write(name, source, content) {
  const comment = `Cut out of ${source} (MIT License, Copyright Octokit contributors) by scripts/slice-github.mjs.`;
  writeFileSync(join(target, name), `${JSON.stringify({ $comment: comment, content })}\n`);
}

/** The description with our operations alone, and of its components what they refer to, directly or not. */
function sliceOf({ openapi, info, paths, components }) {
  const slice = { openapi, info, paths: {}, components: {} };
  for (const operation of OPERATIONS) {
    const [method, path] = operation.split(" ");
    if (paths[path]?.[method] === undefined) throw new Error(`GitHub describes no ${operation}`);
    slice.paths[path] = { ...slice.paths[path], [method]: bare(paths[path][method]) };
  }
  const open = [slice.paths];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [, kind, name] of JSON.stringify(node).matchAll(/"#\/components\/(\w+)\/([^"/]+)/g)) {
      if (slice.components[kind]?.[name] !== undefined) continue;
      if (components[kind]?.[name] === undefined) throw new Error(`GitHub describes no ${kind}/${name}`);
      const component = bare(components[kind][name]);
      slice.components[kind] = { ...slice.components[kind], [name]: component };
      open.push(component);
    }
  }
  return slice;
}

/** A part of the description without prose; `named` when its keys are names. */
function bare(node, named = false) {
  if (Array.isArray(node)) return node.map((one) => bare(one));
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => named || !(PROSE.has(key) || key.startsWith("x-")));
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner, !named && NAMED.has(key))]));
}
