const PROTOCOLS = new Set(["tcp", "udp", "sctp"]);
const LARGEST_PORT = 65535;

/** Why Docker refuses a port in short form, as the end of a sentence; undefined when it accepts it. Without the text itself. */
export function portProblem(spec: string): string | undefined {
  const parts = spec.split(":");
  const last = parts.pop() as string;
  const published = parts.pop() ?? "";
  const address = parts.join(":");
  const [target = "", protocol = ""] = last.split("/");
  if (address !== "" && !isAddress(address)) return "has something before the ports that is not an IP address";
  if (target === "") return "names no port of the container";
  const inside = portRange(target);
  if (!inside) return "has no valid port (0 to 65535) or range for the container";
  const outside = published === "" ? inside : portRange(published);
  if (!outside) return "has no valid published port (0 to 65535) or range";
  if (inside.length > 1 && inside.length !== outside.length) return "has two ranges of different length";
  if (protocol !== "" && !PROTOCOLS.has(protocol.toLowerCase())) return "has a protocol other than tcp, udp and sctp";
  return undefined;
}

interface Port {
  readonly target: number;
  /** 0: the engine picks one that is free. */
  readonly published: number;
  readonly protocol: string;
}

/** The ports that a short form stands for, without its address, which a service drops; none where Docker refuses it. */
export function portsOf(spec: string): Port[] {
  const parts = spec.split(":");
  const [inner = "", protocol = "tcp"] = (parts.pop() as string).split("/");
  const target = portRange(inner);
  const outer = parts.pop() ?? "";
  const published = outer === "" ? undefined : portRange(outer);
  if (target === undefined) return [];
  return Array.from({ length: Math.max(target.length, published?.length ?? 1) }, (_, at) => ({
    target: target.length === 1 ? target.from : target.from + at,
    published: published ? published.from + at : 0,
    protocol: protocol.toLowerCase(),
  }));
}

/** A port, or a range of them; what follows a second hyphen is not read. */
function portRange(text: string): { readonly from: number; readonly length: number } | undefined {
  const [first = "", last = first] = text.split("-", 2);
  const [from, to] = [port(first), port(last)];
  if (from === undefined || to === undefined || to < from) return undefined;
  return { from, length: to - from + 1 };
}

function port(text: string): number | undefined {
  return /^[0-9]+$/.test(text) && Number(text) <= LARGEST_PORT ? Number(text) : undefined;
}

/** An IP address as Go's `net.ParseIP` reads it, IPv6 also in brackets. Empty brackets count as no address. */
function isAddress(text: string): boolean {
  if (!text.startsWith("[")) return isIPv4(text) || isIPv6(text);
  const inside = /^\[([^[\]]*)\]$/.exec(text)?.[1];
  return inside === "" || (inside !== undefined && (isIPv4(inside) || isIPv6(inside)));
}

function isIPv4(text: string): boolean {
  const octets = text.split(".");
  return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255);
}

function isIPv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    const parts = half === "" ? [] : half.split(":");
    const tail = parts.at(-1) ?? "";
    if (index === halves.length - 1 && tail.includes(".")) {
      if (!isIPv4(tail)) return false;
      parts.pop();
      groups += 2;
    }
    if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return false;
    groups += parts.length;
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}
