import { isOpen, type LocalOptions } from "./local-options.ts";

/**
 * Why Docker Engine refuses the device of a CIFS volume, which it reads as a URL from 25.0 on (moby baca6cb417,
 * volume/local; 24.0.9 does not, 25.0.0 to 29.7.2 do; run on 28.5.2 and 29.7.2, 2026-08). An older one hands it to the kernel.
 */
export function cifsFault({ type, device }: LocalOptions): "port" | "percent sign" | undefined {
  if (type?.value !== "cifs" || !device || isOpen(device.value)) return undefined;
  if (/%(?![0-9A-Fa-f]{2})/.test(device.value)) return "percent sign";
  const [, authority = ""] = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(device.value) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /:[^:\]]+$/.test(host) ? "port" : undefined;
}
