// Takes the pictures of docs/images: what a reviewer sees on GitHub. It runs `preview` in small repositories, renders
// the Markdown with GitHub's own style, and needs Chromium and pngquant:
//   node scripts/pictures.mjs [COMMAND-LINE] (dist/cli.js)
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = resolve(process.argv[2] ?? join(root, "dist/cli.js"));
const style = readFileSync(join(root, "node_modules/github-markdown-css/github-markdown-light.css"), "utf8");
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(rehypeStringify);

const ENGINES = [
  ["postgres:16", "/var/lib/postgresql/data"],
  ["redis:7", "/data"],
  ["mysql:8", "/var/lib/mysql"],
  ["mongo:7", "/data/db"],
  ["rabbitmq:3", "/var/lib/rabbitmq"],
];

function manyServices() {
  const services = ENGINES.map(([image, path]) => {
    const name = image.split(":")[0];
    return `  ${name}:\n    image: ${image}\n    volumes:\n      - ${name}-data:${path}\n`;
  });
  const volumes = ENGINES.map(([image]) => `  ${image.split(":")[0]}-data:\n`);
  return `services:\n${services.join("")}volumes:\n${volumes.join("")}`;
}

const HOSTILE = `services:
  db:
    image: "postgres:16\`@octocat"
    "</details><h1>free</h1> @octocat": 1
    volumes:
      - "/srv/\`| @octocat ![p](https://evil.example/p.png) <!-- --> \\u202e:/var/lib/postgresql/data"
      - "data:/data"
    deploy:
      placement:
        constraints:
          - "node.labels.\`x\` | #1 [click](https://evil.example) == <img src=x>"
volumes:
  data:
`;

/** Each picture: the files at base, the files that the change brings, and what of it is shown. */
const PICTURES = [
  {
    name: "review",
    base: { "README.md": "" },
    head: { "docker-compose.yml": readFileSync(join(root, "examples/redis-local/docker-compose.yml"), "utf8") },
  },
  {
    name: "review-many-findings",
    base: { "README.md": "" },
    head: Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`stacks/team-${index + 1}/stack.yml`, manyServices()]),
    ),
    height: 1500,
    threads: 1,
  },
  {
    name: "review-hostile",
    base: { "README.md": "" },
    head: { "deploy/`@octocat` ![p](x) stack.yml": HOSTILE },
    height: 1900,
  },
];

function preview(folder, { base, head }) {
  const git = (...args) => execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
  const put = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  git("init", "-q", "-b", "main");
  put(base);
  git("add", "-A");
  git("commit", "-q", "-m", "base");
  put(head);
  return execFileSync(process.execPath, [cli, "preview", "--base", "HEAD"], { cwd: folder, encoding: "utf8" });
}

function html(markdown) {
  return String(processor.processSync(markdown));
}

function text(value) {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** The summary, then each comment below the lines that it stands on. */
function pageOf(markdown, { head, threads: most }) {
  const [summary, ...comments] = markdown.split(/\n---\n\n(?=\*\*`)/);
  const shown = comments.slice(0, most);
  const threads = shown.map((comment) => {
    const [, , path, start, end = start] = /^\*\*(`+) ?(.*?) ?\1 lines? (\d+)(?: to (\d+))?\*\*/.exec(comment);
    const lines = (head[path] ?? "").split("\n");
    const first = Math.max(0, Math.min(Number(start) - 1, Number(end) - 4));
    const rows = lines.slice(first, Number(end)).map((line, index) => row(first + index + 1, "+", line, "new"));
    const replaced = lines.slice(Number(start) - 1, Number(end));
    const body = html(comment.slice(comment.indexOf("\n"))).replace(
      /<pre><code class="language-suggestion">([\s\S]*?)<\/code><\/pre>/,
      (_, code) => suggested(replaced, Number(start), code.replace(/\n$/, "").split("\n")),
    );
    return `<section><p class="file">${text(path)}</p><table class="code">${rows.join("")}</table><div class="box markdown-body">${body}</div></section>`;
  });
  const body = html(summary);
  return `<!doctype html><meta charset="utf-8"><style>${style}${OWN_STYLE}</style>
<div class="box markdown-body">${body}</div>${threads.join("")}`;
}

function row(number, sign, line, kind) {
  return `<tr class="${kind}"><td>${number}</td><td>${sign} ${text(line)}</td></tr>`;
}

/** A suggestion as GitHub shows it: what goes and what comes. */
function suggested(old, start, lines) {
  const gone = old.map((line, index) => row(start + index, "-", line, "old"));
  const come = lines.map(
    (line, index) => `<tr class="new"><td>${start + index}</td><td>+ ${line}</td></tr>`, // escaped already
  );
  return `<div class="suggested"><p>Suggested change</p><table class="code">${gone.join("")}${come.join("")}</table><p><button>Commit suggestion</button></p></div>`;
}

const OWN_STYLE = `
body { background: #fff; width: 860px; margin: 16px auto; font-family: "DejaVu Sans", sans-serif; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; padding: 14px; font-size: 14px; }
.markdown-body table { display: table; width: auto; }
section { border: 1px solid #d1d9e0; border-radius: 6px; margin: 16px 0 16px 24px; }
section > .box { margin: 8px; }
.file { background: #f6f8fa; margin: 0; padding: 8px; font: 12px "DejaVu Sans Mono", monospace; border-bottom: 1px solid #d1d9e0; }
table.code, .markdown-body table.code { width: 100%; border-collapse: collapse; margin: 0; font: 12px/20px "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
.code td, .markdown-body table.code td { border: 0; padding: 0 8px; overflow-wrap: anywhere; }
.code td:first-child { width: 32px; text-align: right; color: #59636e; }
.new, .markdown-body .code tr.new { background: #dafbe1; } .old, .markdown-body .code tr.old { background: #ffebe9; }
.suggested { border: 1px solid #d1d9e0; border-radius: 6px; margin: 0 0 16px; }
.markdown-body .suggested p { margin: 0; padding: 8px 12px; font-size: 12px; color: #59636e; }
.suggested button { float: right; font-size: 12px; border: 1px solid #d1d9e0; border-radius: 6px; background: #f6f8fa; padding: 4px 12px; }
.suggested p:last-child { min-height: 28px; border-top: 1px solid #d1d9e0; }
`;

/** A picture of a page, as tall as the page or as asked; it opens no connection. */
function shoot(page, file, height) {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const flags = [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"],
    ...[
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${profile}`,
    ],
  ];
  const run = (...more) =>
    execFileSync("chromium", [...flags, ...more, `file://${page}`], { encoding: "utf8", stdio: "pipe" });
  const measured = readFileSync(page, "utf8");
  writeFileSync(page, `${measured}<script>document.title = document.documentElement.scrollHeight</script>`);
  const tall = Number(/<title>(\d+)<\/title>/.exec(run("--dump-dom", "--window-size=900,100"))?.[1] ?? 1000);
  writeFileSync(page, measured);
  mkdirSync(dirname(file), { recursive: true });
  run(`--window-size=900,${Math.min(tall, height ?? tall) + 16}`, `--screenshot=${file}`);
  execFileSync("pngquant", ["--force", "--strip", "--output", file, "64", file]);
  rmSync(profile, { recursive: true, force: true });
}

for (const picture of PICTURES) {
  const folder = mkdtempSync(join(tmpdir(), "picture-"));
  const markdown = preview(folder, picture);
  const page = join(folder, "page.html");
  writeFileSync(page, pageOf(markdown, picture));
  shoot(page, join(root, `docs/images/${picture.name}.png`), picture.height);
  rmSync(folder, { recursive: true });
}
