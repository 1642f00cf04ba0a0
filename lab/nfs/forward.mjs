// forward.mjs SOCKET ADDRESS PORT ...: whoever connects to a socket talks to an address that only this process reaches.

import { connect, createServer } from "node:net";

const words = process.argv.slice(2);
for (let at = 0; at + 3 <= words.length; at += 3) {
  const [path, host, port] = words.slice(at, at + 3);
  createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host, port: Number(port), allowHalfOpen: true });
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.once("error", () => other.destroy());
    }
  }).listen(path);
}
