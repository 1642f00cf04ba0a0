/**
 * Takes members out of a JSON document of any size while it arrives, byte by byte, and never holds more than one of
 * them. A member is named by the keys that lead to it.
 */
export class JsonMembers {
  readonly #wants: (path: readonly string[]) => boolean;
  readonly #found: (path: readonly string[], json: string) => void;
  readonly #leaves: (path: readonly string[]) => void;
  /** Keys of the objects that are open; in lists, nothing is looked for. */
  readonly #path: string[] = [];
  /** One entry for each open bracket: whether it is an object's. */
  readonly #open: boolean[] = [];
  #inString = false;
  #escaped = false;
  /** Whether the next text is a key. */
  #key = false;
  /** Bytes of the key or of the member that is being read. */
  #kept: Uint8Array[] = [];
  #keeping: "key" | "member" | undefined;
  #memberDepth = 0;

  constructor(listener: {
    /** Whether the member is to be taken out. */
    wants(path: readonly string[]): boolean;
    found(path: readonly string[], json: string): void;
    /** An object or list that was not taken out has ended. */
    leaves(path: readonly string[]): void;
  }) {
    this.#wants = listener.wants;
    this.#found = listener.found;
    this.#leaves = listener.leaves;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#keeping === "key") {
            this.#keep(chunk, start, at + 1);
            this.#path[this.#open.length - 1] = JSON.parse(this.#take()) as string;
            this.#keeping = undefined;
          } else if (this.#keeping === "member" && this.#open.length === this.#memberDepth) {
            this.#endMember(chunk, start, at + 1);
          }
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#inString = true;
          if (this.#keeping !== undefined) break;
          if (this.#key) this.#keeping = "key";
          else if (!this.#starts()) break;
          start = at;
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (this.#keeping === undefined && this.#starts()) start = at;
          this.#open.push(byte === OPEN_BRACE);
          this.#key = byte === OPEN_BRACE;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.#open.pop();
          this.#key = false;
          this.#path.length = Math.min(this.#path.length, this.#open.length);
          if (this.#keeping === undefined) this.#leaves(this.#path);
          else if (this.#keeping === "member" && this.#open.length === this.#memberDepth)
            this.#endMember(chunk, start, at + 1);
          break;
        case COLON:
          this.#key = false;
          break;
        case COMMA:
          this.#key = this.#open.at(-1) === true;
          break;
      }
    }
    if (this.#keeping !== undefined) this.#keep(chunk, start, chunk.length);
  }

  /** Whether the value that begins here is wanted. */
  #starts(): boolean {
    const depth = this.#open.length;
    if (this.#open.at(-1) !== true || this.#path.length !== depth || !this.#wants(this.#path)) return false;
    this.#keeping = "member";
    this.#memberDepth = depth;
    return true;
  }

  #endMember(chunk: Uint8Array, start: number, end: number): void {
    this.#keep(chunk, start, end);
    this.#keeping = undefined;
    this.#found(this.#path, this.#take());
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    this.#kept.push(chunk.slice(start, end));
  }

  #take(): string {
    const text = Buffer.concat(this.#kept).toString("utf8");
    this.#kept = [];
    return text;
  }
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON, COMMA] = Array.from(
  '"\\{}[]:,',
  (character) => character.charCodeAt(0),
);
