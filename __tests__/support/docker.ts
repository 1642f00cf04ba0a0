import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** File names and texts. Names that end in `.yml` or `.yaml` are stack files and go to `-c` in this order. */
export type Files = Readonly<Record<string, string>>;

export interface DockerOptions {
  /** The whole environment of the command; empty without it. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ConfigResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the CLI sent to `/services/create`, as far as tests look at it. */
export interface ServiceSpec {
  readonly Name: string;
  readonly TaskTemplate: { readonly ContainerSpec: Readonly<Record<string, unknown>>; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

export interface DeployResult {
  readonly code: number;
  readonly stderr: string;
  readonly services: readonly ServiceSpec[];
}

let reason: string | undefined | null = null;

/** Why the real CLI cannot be the oracle here, or undefined when it can. */
export function dockerAvailable(): string | undefined {
  if (reason === null) {
    try {
      execFileSync("docker", ["stack", "config", "--help"], { stdio: "ignore", timeout: 10_000 });
      reason = undefined;
    } catch {
      reason = "no `docker stack config` on this machine";
    }
  }
  return reason;
}

function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<ConfigResult> {
  const binary = dockerPath();
  return new Promise((resolve, reject) => {
    execFile(binary, args, { cwd, env, timeout: 30_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === "number") resolve({ code, stdout, stderr: stderr.trim() });
      else reject(error);
    });
  });
}

let binaryPath: string | undefined;

/** With an empty environment there is no PATH to search, so the command is looked up once. */
function dockerPath(): string {
  binaryPath ??= execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
  return binaryPath;
}

/** Runs `work` in a temporary folder that holds the files. */
async function inFolder<T>(
  files: Files | string,
  work: (folder: string, stackFiles: string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "svc-"));
  try {
    const named = typeof files === "string" ? { "stack.yml": files } : files;
    for (const [name, text] of Object.entries(named)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return await work(
      folder,
      Object.keys(named)
        .filter((name) => /\.ya?ml$/.test(name))
        .flatMap((name) => ["-c", name]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `docker stack config` on the files. */
export function stackConfig(files: Files | string, options: DockerOptions = {}): Promise<ConfigResult> {
  return inFolder(files, (folder, stackFiles) => run(["stack", "config", ...stackFiles], folder, { ...options.env }));
}

/** `docker stack deploy` as stack `stk` against an engine that has every external object and accepts every service. */
export function stackDeploy(files: Files | string, options: DockerOptions = {}): Promise<DeployResult> {
  return inFolder(files, async (folder, stackFiles) => {
    const services: ServiceSpec[] = [];
    const socket = join(folder, "engine.sock");
    const engine = await startEngine(socket, services);
    try {
      const args = ["stack", "deploy", "--detach", "--resolve-image=never", ...stackFiles, "stk"];
      const env = { ...options.env, DOCKER_HOST: `unix://${socket}` };
      const { code, stderr } = await run(args, folder, env);
      return { code, stderr, services };
    } finally {
      engine.closeAllConnections();
      engine.close();
    }
  });
}

function startEngine(socket: string, services: ServiceSpec[]): Promise<Server> {
  const engine = createServer((request, response) => {
    readBody(request).then((body) => answer(request, body, response, services));
  });
  return new Promise((resolve, reject) => {
    engine.once("error", reject);
    engine.listen(socket, () => resolve(engine));
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

function answer(request: IncomingMessage, body: string, response: ServerResponse, services: ServiceSpec[]): void {
  const url = new URL(request.url ?? "/", "http://engine");
  const path = url.pathname.replace(/^\/v[\d.]+/, "");
  response.setHeader("Api-Version", "1.50");
  response.setHeader("Content-Type", "application/json");
  const send = (value: unknown, status = 200) => response.writeHead(status).end(JSON.stringify(value));

  if (path === "/_ping") return void send("OK");
  if (path === "/info") return void send({ Swarm: { LocalNodeState: "active", ControlAvailable: true } });
  if (request.method === "POST" && path === "/services/create") services.push(JSON.parse(body));
  if (request.method === "POST") return void send({ ID: "created", Id: "created" }, 201);
  if (path === "/secrets" || path === "/configs") return void send(named(url.searchParams.get("filters")));
  if (path === "/networks" || path === "/services") return void send([]);
  if (path.startsWith("/networks/")) return void send({ Name: path.slice(10), Scope: "swarm" });
  send({ message: "not found" }, 404);
}

/** Every object that a list request asks for by name. */
function named(filters: string | null): unknown[] {
  const names: Record<string, boolean> = JSON.parse(filters ?? "{}").name ?? {};
  return Object.keys(names).map((name) => ({ ID: `id-${name}`, Spec: { Name: name } }));
}
