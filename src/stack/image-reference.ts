import { hasUnknown } from "../yaml/unknown.ts";

const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST = "[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*";
const DOMAIN = `(?:${HOST}(?:\\.${HOST})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const ALGORITHM = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*";
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?(${COMPONENT}(?:/${COMPONENT})*)(?::[\\w][\\w.-]{0,127})?(?:@(${ALGORITHM}):([0-9a-fA-F]{32,}))?$`,
);
const HEX_LENGTHS = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);
const LONGEST_NAME = 255;

/** Why Docker refuses an image reference (distribution reference grammar); undefined when it accepts it. */
export function imageProblem(text: string): "uppercase" | "form" | "length" | "digest" | undefined {
  const { domain, remainder } = split(text);
  const name = remainder.split(":", 1)[0] as string;
  if (name !== name.toLowerCase()) return "uppercase";
  const match = REFERENCE.exec(`${domain}/${remainder}`);
  if (!match) return "form";
  const [, path = "", algorithm, digest] = match;
  if (path.length > LONGEST_NAME) return "length";
  if (algorithm !== undefined && !isDigest(algorithm, digest as string)) return "digest";
  return undefined;
}

/** The part before the first slash is a registry when it looks like one; else the image is on Docker Hub. */
function split(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf("/");
  const first = slash === -1 ? "" : text.slice(0, slash);
  const isRegistry = first === "localhost" || /[.:]/.test(first) || first !== first.toLowerCase();
  if (!isRegistry) return { domain: "docker.io", remainder: slash === -1 ? `library/${text}` : text };
  const rest = text.slice(slash + 1);
  const isHub = first === "docker.io" || first === "index.docker.io";
  return isHub
    ? { domain: "docker.io", remainder: rest.includes("/") ? rest : `library/${rest}` }
    : { domain: first, remainder: rest };
}

/** As the client writes an image that it resolves: without Docker Hub's own parts, and with the tag that counts. */
export function familiarImage(text: string): string {
  const { domain, remainder } = split(text);
  const path = domain === "docker.io" ? remainder.replace(/^library\//, "") : `${domain}/${remainder}`;
  return text === "" || hasUnknown(path) || /[:@]/.test(remainder) ? path : `${path}:latest`;
}

function isDigest(algorithm: string, digest: string): boolean {
  return HEX_LENGTHS.get(algorithm) === digest.length && digest === digest.toLowerCase();
}
