// Stacks that grow in one direction, for bench/curves.mjs. Each function makes the files of one with n of something.

const lines = (n, line) => Array.from({ length: n }, (_, index) => line(index)).join("\n");

const redis = (index, rest) => `  s${index}: {image: "redis:7", ${rest}}`;
const shared = (n, deploy, volume, image = "redis:7") =>
  `services:\n${lines(n, (i) => `  s${i}: {image: "${image}", volumes: ["data:/data"]${deploy(i)}}`)}\nvolumes:\n  data: ${volume}\n`;

const NFS = '{driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4", device: ":/data"}}';
const on = (node) => `, deploy: {placement: {constraints: ["node.hostname == ${node}"]}}`;

/** By what it is: n -> the text of a stack; or the texts of a stack and of a file of variables. */
export const GROWING = {
  "services on one volume": (n) => shared(n, () => "", "{}"),
  "services on one NFS volume": (n) => shared(n, () => "", NFS),
  "pinned services on one volume": (n) => shared(n, () => on("worker-1"), "{}"),
  "services that split a volume": (n) => shared(n, (i) => on(`worker-${i}`), "{}"),
  "services of ten nodes on one volume": (n) => shared(n, (i) => on(`worker-${i % 10}`), "{}", "acme/app:1"),
  "independent services": (n) =>
    `services:\n${lines(n, (i) => redis(i, `volumes: ["v${i}:/data"]`))}\nvolumes:\n${lines(n, (i) => `  v${i}: {}`)}\n`,
  "services without a volume": (n) => `services:\n${lines(n, (i) => redis(i, "deploy: {replicas: 1}"))}\n`,
  "services with a folder of the node": (n) =>
    `services:\n${lines(n, (i) => redis(i, `volumes: ["/srv/data/${i}:/data"]`))}\n`,
  "mounts in one service": (n) =>
    `services:\n  s:\n    image: "redis:7"\n    volumes:\n${lines(n, (i) => `      - "v${i}:/data/${i}"`)}\nvolumes:\n${lines(n, (i) => `  v${i}: {}`)}\n`,
  "two services with shared volumes": (n) => {
    const mounts = lines(n, (i) => `      - "v${i}:/data/${i}"`);
    const service = (name) => `  ${name}:\n    image: "redis:7"\n    volumes:\n${mounts}`;
    return `services:\n${service("a")}\n${service("b")}\nvolumes:\n${lines(n, (i) => `  v${i}: {}`)}\n`;
  },
  "undeclared volumes in one service": (n) =>
    `services:\n  s:\n    image: "redis:7"\n    volumes:\n${lines(n, (i) => `      - "v${i}:/data/${i}"`)}\n`,
  "networks in one service": (n) =>
    `services:\n  s:\n    image: "acme/app:1"\n    networks:\n${lines(n, (i) => `      - n${i}`)}\n`,
  "unknown keys": (n) => `services:\n  s:\n    image: "acme/app:1"\n${lines(n, (i) => `    unknown${i}: 1`)}\n`,
  "variables from a file": (n) => ({
    stack: `services:\n${lines(n, (i) => redis(i, `volumes: ["\${NAME_${i}}:/data"]`))}\nvolumes:\n${lines(n, (i) => `  volume-${i}: {}`)}\n`,
    variables: `${lines(n, (i) => `NAME_${i}=volume-${i}`)}\n`,
  }),
};
