const SECRET_NAME = new RegExp(
  [
    "passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential|cookie|webhook",
    "api[_.-]?key|basic[_.-]?auth|authorization|htpasswd|masterauth|connection[_.-]?string",
    "(?:pass|salt|dsn|(?:^|[_.-])key)$",
    "(?:private|access|encryption|signing|master|license|account|shared|session|deploy|app|ssh|auth)[_.-]?key",
  ].join("|"),
  "i",
);

/** `secrets` lists names, and what ends like this says where a secret lies, not what it is. */
const HARMLESS_NAME = /^secrets$|(?:file|path|dir)$/i;

/** Whether the value under this name has to stay unseen. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}
