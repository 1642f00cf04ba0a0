import { request } from "node:http";
import { patient } from "../patience.mjs";

/** An answer of an engine that is not a success. */
export class EngineError extends Error {
  /**
   * @param {string} what the request
   * @param {number} status the HTTP status
   * @param {string} message what the engine said
   */
  constructor(what, status, message) {
    super(`${what}: ${status} ${message}`);
    this.status = status;
  }
}

/** The newest API that the lab has been run with, that of Engine 28.5. */
const NEWEST_API = 51;

/** The API of one engine, over its socket. */
export class Engine {
  /** That of Engine 20.10, the oldest that the lab runs on, until the engine has said what it speaks. */
  #api = "1.41";

  /** @param {string} socketPath */
  constructor(socketPath) {
    this.socketPath = socketPath;
  }

  /** @returns {Promise<Buffer>} the body of the answer */
  send(method, path, { body, query, timeout = patient(60_000) } = {}) {
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const isStream = Buffer.isBuffer(body);
    const headers = { "Content-Type": isStream ? "application/x-tar" : "application/json" };
    return new Promise((resolve, reject) => {
      const call = request(
        { socketPath: this.socketPath, method, path: `/v${this.#api}${path}${search}`, headers, timeout },
        async (response) => {
          try {
            const chunks = [];
            for await (const chunk of response) chunks.push(chunk);
            const answer = Buffer.concat(chunks);
            if (response.statusCode < 400) resolve(answer);
            else reject(new EngineError(`${method} ${path}`, response.statusCode, messageOf(answer)));
          } catch (error) {
            reject(error);
          }
        },
      );
      call.once("timeout", () => call.destroy(new Error(`${method} ${path}: no answer in ${timeout / 1000} s`)));
      call.once("error", reject);
      call.end(body === undefined || isStream ? body : JSON.stringify(body));
    });
  }

  /** From now on the newest version that both sides know: engines from 29 on do not answer the oldest any more. */
  async negotiate() {
    const said = await this.#ping();
    const [, minor] = /^1\.(\d+)$/.exec(said ?? "") ?? [];
    if (minor !== undefined) this.#api = `1.${Math.min(Number(minor), NEWEST_API)}`;
    return this.#api;
  }

  /** What `/_ping`, which needs no version, says that the engine speaks. */
  #ping() {
    return new Promise((resolve, reject) => {
      const call = request({ socketPath: this.socketPath, path: "/_ping", timeout: 5000 }, (response) => {
        response.resume();
        response.once("end", () => resolve(response.headers["api-version"]));
      });
      call.once("timeout", () => call.destroy(new Error("no answer to a ping in 5 s")));
      call.once("error", reject);
      call.end();
    });
  }

  /** The answer as JSON; undefined when it is empty. */
  async json(method, path, options) {
    const answer = (await this.send(method, path, options)).toString();
    return answer === "" ? undefined : JSON.parse(answer);
  }

  get(path, filters) {
    return this.json("GET", path, filters ? { query: { filters: JSON.stringify(filters) } } : {});
  }

  post(path, body, query) {
    return this.json("POST", path, { body, query });
  }

  /**
   * Runs a command in a container.
   * @param {string} container
   * @param {readonly string[]} command
   * @returns {Promise<{ code: number, output: string }>} standard output, and the errors after it
   */
  async exec(container, command) {
    const { Id } = await this.post(`/containers/${container}/exec`, {
      AttachStdout: true,
      AttachStderr: true,
      Cmd: command,
    });
    const stream = await this.send("POST", `/exec/${Id}/start`, { body: { Detach: false, Tty: false } });
    const { ExitCode } = await this.get(`/exec/${Id}/json`);
    return { code: ExitCode, output: demultiplexed(stream) };
  }
}

function messageOf(answer) {
  try {
    return JSON.parse(answer.toString()).message;
  } catch {
    return answer.toString().trim();
  }
}

/** Takes the frames of the engine's stream apart: a byte for the channel, three empty ones, a length, the text. */
function demultiplexed(stream) {
  const channels = { 1: "", 2: "" };
  for (let at = 0; at + 8 <= stream.length; ) {
    const length = stream.readUInt32BE(at + 4);
    channels[stream[at]] += stream.subarray(at + 8, at + 8 + length).toString();
    at += 8 + length;
  }
  return channels[1] + channels[2];
}
