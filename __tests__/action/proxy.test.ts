import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it, vi } from "vitest";
import { NODE_24 } from "../support/runner.ts";
import { BAD } from "../support/stacks.ts";
import { World } from "../support/world.ts";

vi.setConfig({ testTimeout: 60_000 });

const absent = NODE_24 === undefined ? " (skipped: there is no Node 24 here)" : "";

it.skipIf(absent)(`the Action goes through a proxy when it is told to${absent}`, async () => {
  const world = await World.open("bundle");
  let passed = 0;
  const proxy = createServer((incoming, outgoing) => {
    passed++;
    const onward = request(incoming.url as string, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  proxy.on("connect", (incoming, socket, head) => {
    passed++;
    const [host, port] = (incoming.url as string).split(":");
    const onward = connect(Number(port), host as string, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  world.pull(1, {}, { "stack.yml": BAD });
  const ran = await world.run(1, { env: { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "" } });
  expect(ran.code).toBe(1);
  expect(passed).toBeGreaterThan(0);
  proxy.closeAllConnections();
  proxy.close();
  await world.close();
});
