import { pick } from "./reading.ts";

type Random = () => number;

const some = <T>(random: Random, list: readonly T[], share = 0.5): T[] => list.filter(() => random() < share);
const joined = (random: Random, parts: readonly string[], most: number, least = 0): string =>
  Array.from({ length: least + Math.floor(random() * (most + 1 - least)) }, () => pick(random, parts)).join("");
const listOf = (random: Random, most: number, make: () => string): string =>
  `[${Array.from({ length: Math.floor(random() * (most + 1)) }, make).join(", ")}]`;

// ---- Scalars ----

export const SCALARS: readonly string[] = [
  ..."0440 0o17 1_000 1e3 .5 0x1F -0440 089 yes no on off y n Yes null ~ Null NULL nULL tRUE true false".split(" "),
  ..."18446744073709551615 18446744073709551616 +18446744073709551615 9007199254740993".split(" "),
  ..."-9223372036854775808 -9223372036854775809 0x10000000000000000 0777777777777777777777777".split(" "),
  ..."2001-01-01 2001-1-1 2001-02-30 2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z 2001-12-14T1:2:3+02:00".split(
    " ",
  ),
  ..."0000-02-29 1900-02-29 2001-12-14T21:59:43 2001-12-14T21:59:43.Z 20011-01-01 2001-001-01".split(" "),
  "2001-12-14 21:59:43",
  "2001-12-14  1:2:3.5000",
  "2001-12-14 21:59:43,5",
  "2001-12-14 24:00:00",
  "2001-12-14 21:59:60",
  ...".inf -.Inf +.INF .nan .NaN inf NaN 1. 1.e3 1.50 1e400 -1e400 .1e400 1e-400 0.00001 0.0001 1e6 999999.5".split(
    " ",
  ),
  ..."1e20 1e21 123456789012345678901 -0 +0 -0.0 00 0_0 0x 0b 0b102 0b101 -0b11 +0b11 0B11 0O7 0X1f 0o8".split(" "),
  ..."0o_7 0o-7 0b-1 -0b-1 0x-1 1_ 1__0 _1 ._5 .5_0 .5_ ..5 . + +-1 1,000 1:30 12e03 0.1.2 1e 1E+3 0x1p4".split(" "),
  "",
  "'5'",
  '"0440"',
  "'true'",
  "''",
];

const SCALAR_PARTS = [..."01789xboeE_.+-Fp"];
export const scalar = (random: Random): string => {
  const text = joined(random, SCALAR_PARTS, 7, 1);
  return text === "-" ? "0" : text;
};

/** What stands between double quotes; without `\\L`, `\\P` and `\\n` at the start, of which Docker prints blocks that no reader reads back. */
export const ESCAPED: readonly string[] = [
  ...Array.from("!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`abcdefghijklmopqrstvwyz{|}~é😀ABCDEFGHIJKMNOQRSTVWXYZ").map(
    (character) => `\\${character}b`,
  ),
  ..."\\x24{A} \\u0024A \\U00000024{A} \\x24\\x24{A} $\\x24A \\x24$A $\\x7bA} \\x24{\\x41:-\\u007d \\x24 \\x24{".split(
    " ",
  ),
  ..."\\x2 \\x2g \\uD83D \\uD83D\\uDE00 \\udeff \\U0000D800 \\U0001F600 \\U00110000 \\U0010FFFF \\UFFFFFFFF".split(" "),
  ..."\\x00 \\x07 \\x7f \\x85 \\uFEFF \\uFFFE \\\\'a \\\\/a \\\\\\'a \\\\\\/a \\\\x24A it\\'s".split(" "),
  ...["a\\nb", "a\\ ", "\\\tb", "a\\\n   b", "\\x24\\\n   {A}", "a\\'\n   b", "a\n\n   \\'b"],
];

const ESCAPED_PARTS = [
  "\\x24",
  "\\u0024",
  "$",
  "{",
  "\\x7b",
  "}",
  "A",
  "\\u0041",
  ":-",
  "-",
  "\\x2D",
  "b",
  "\\'",
  "\\\\",
  '\\"',
  "\\\n  ",
];
export const escaped = (random: Random): string => joined(random, ESCAPED_PARTS, 7, 1);

export const TAGGED: readonly string[] = [
  ...["! 5", "! '5'", "! ~", "!!int '5'", "!!str 5", "!foo 5", "!!float 5", "!!float 5.0", "!!int 5.0", "!!int 1e3"],
  ...["!!bool 'true'", "!!null ''", "!!null x", "!!int x", "!!int ''", "!!int 2001-01-01", "!!int 0440", "!!foo 5"],
  ...["!!timestamp 2001-1-1", "!!timestamp '2001-01-01'", "!!timestamp x", "!!binary aGk=", "!!binary aGk"],
  ...["!!binary 'aG k='", "!!merge <<", "!!str ~", "!!str", "!foo", "!!seq 5", "!!map 5", "!y!int 5", "!!float .inf"],
  ...["!<tag:yaml.org,2002:int> '5'", "!<!foo> 5", "!!int 18446744073709551615", "!!int 18446744073709551616"],
];

// ---- Variables ----

export const REFERENCES: readonly string[] = [
  ...[
    "$A",
    "${A}",
    "x${A}y",
    "$Ab",
    "$$A",
    "$$$A",
    "${A:-d}",
    "${E:-d}",
    "${E-d}",
    "${U-d}",
    "${U:-}",
    "${U:-a:b-c?d}",
  ],
  ...[
    "${A:?m}",
    "${E:?m}",
    "${E?m}",
    "${U:?m}",
    "${U?m}",
    "${U:?no-host}",
    "${U?a:-b}",
    "$A-$B",
    "$U-data",
    "$U:-$B}x",
  ],
  ...[
    "${U:-${A}}",
    "${A:-${B}}",
    "${U:-$$}",
    "$",
    "$1",
    "${",
    "${}",
    "${1}",
    "${A.b}",
    "${A:+x}",
    "${A",
    "$(A)",
    "a $ b",
  ],
  ...["$1 ${A}", "${U?m} $U", "$ $$", "{{.Node.Hostname}}", "$D", "$Q", "$\u212A", "$\u017F", "$\u00E9"],
];

const REFERENCE_PARTS = [
  ...["$", "$", "${", "}", "{", "A", "E", "U", "_x1", "a", "B", ":-", ":?", "-", "?", ":", "x", " ", "$$", "."],
  ...["${A}", "${U:-d}", "${U:?m}", "${E:-e}", "${E-e}", "${E?m}", "${U}", "1", "+", "${A:+x}"],
];
export const reference = (random: Random): string => joined(random, REFERENCE_PARTS, 7, 1);

const CAST_VALUES: readonly (readonly [text: string, values: readonly string[]])[] = [
  ...[
    "services: {a: {image: x, deploy: {replicas: $V}}}",
    "services: {a: {image: x, deploy: {placement: {max_replicas_per_node: $V}}}}",
    "services: {a: {image: x, oom_score_adj: $V}}",
    "services: {a: {image: x, ulimits: {n: $V}}}",
    "services: {a: {image: x, ports: [{target: $V}]}}",
  ].map((text) => [text, ["5", "+5", "-1", "5.0", "", "x", "0x5", "1e3", "9223372036854775808", " 1"]] as const),
  [
    "services: {a: {image: x, deploy: {update_config: {max_failure_ratio: $V}}}}",
    ["5", ".5", "5.", "1e400", "-0.5", "+.5e1", "1_0", "1__0", "", "x", "inf", "NaN"],
  ],
  ...[
    "services: {a: {image: x, volumes: [{type: volume, target: /x, read_only: $V}]}}",
    "services: {a: {image: x, volumes: [{type: volume, target: /x, volume: {nocopy: $V}}]}}",
    "volumes: {a: {external: $V}}",
    "volumes: {a.b: {external: $V}}",
    "services: {a: {image: x, init: $V}}",
    "services: {a.b: {image: x, tty: $V}}",
    "volumes: {a.external: $V}",
  ].map((text) => [text, ["true", "YES", "tRuE", "oN", "y", "n", "OFF", "1", "0", "", " true", "t"]] as const),
  ["services: {a: {image: x, volumes: [{type: tmpfs, target: /x, tmpfs: {size: $V}}]}}", ["5", ""]],
  ["services: {a: {image: x, ulimits: {n.m: $V}}}", ["x"]],
  ["version: $V", ["3.8", "3"]],
];
export const CASTS = CAST_VALUES.flatMap(([text, values]) => values.map((value) => [text, value] as const));

// ---- Mounts and volumes ----

export const SHORT_MOUNTS: readonly string[] = [
  ...[
    "",
    "/",
    ":",
    "::",
    "a:",
    ":a",
    "é",
    "日",
    "/a",
    "data",
    "data:/x",
    "x/y:/x",
    "{{.Node.ID}}:/x",
    "./a:/x",
    ".:/x",
  ],
  ...["..:/x", "~:/x", "~a/b:/x", "\\\\.\\pipe\\a:/x", "\\a:/x", "C:\\a:/x", "C:/a:D:/x", "c:/x", "é:/x", "日:/x"],
  ...["data:C:", "data:/x:r", "data:/x:ro", "data:/x:ro,rw", "data:/x:nocopy", "/a:/x:rslave", "/a:/x:slave,private"],
  ...[
    "data:/x:RO",
    "data:/x:z,ro",
    "data:/x:,",
    "data:",
    "data::/x",
    ":/x",
    "data:/x:",
    "data:/x:ro:z",
    "nas:/e:/x:ro",
  ],
  ...["//a//b/../c:/x", "./a//../b/.:/x", "../../../../../../../x:/x", "\\\\a\\b\\c:/x", "~/../x:/x"],
];

const SHORT_PARTS = [
  ...["a", "b", "/", ":", ":", ":", ".", "~", "\\", "\\\\", ",", "ro", "é", "x-y", "{{", "}}", "rw", "nocopy", "z"],
  ...[
    "rslave",
    "private",
    "/x",
    "..",
    "C:",
    "c:\\",
    "data",
    "日",
    "ß",
    " ",
    "ª",
    "²",
    "𝒜",
    "./",
    "//",
    "~/",
    "ʰ",
    "\u0345",
  ],
];
export const shortMount = (random: Random): string => joined(random, SHORT_PARTS, 7);

const SCALAR_VALUES = [
  ...["a", "/x", ".", "./y", "'~/z'", "''", "5", "0440", "1e3", "true", "null", "${S}", "${E}", "${H}/q", "${U}"],
  ...["$$x", "'${T}'", "${N}", "2001-01-01", "[a]", "{a: b}", "'{{.Node.ID}}'", "'C:\\x'", "'${U:-/d}'", "'${U?m}'"],
];
const BOOLEANS = ["true", "false", "${T}", "'${Y}'", "${NO}"];
const NO_BOOLEANS = ["'true'", "${X}", "${E}", "null", "1", "yes"];
/** Mostly what Docker accepts: a stack with several mistakes says little about each. */
const mostly = (random: Random, good: readonly string[], bad: readonly string[]) =>
  pick(random, random() < 0.9 ? good : bad);

const mapOf = (random: Random, keys: Readonly<Record<string, readonly string[]>>): string => {
  if (random() < 0.1) return pick(random, ["{}", "{}", "null", "[]", "x"]);
  const chosen = some(random, Object.entries(keys), 0.4);
  return `{${chosen.map(([key, values]) => `${key}: ${pick(random, values)}`).join(", ")}}`;
};

/** Types that Docker does not know are left out: this tool does not print mounts that deploy refuses. */
export function longMount(random: Random): string {
  const value = () => mostly(random, ["a", "/x", "./y", "v", "${S}", "$$x", "'{{.Node.ID}}'", "''"], SCALAR_VALUES);
  const keys: [share: number, key: string, value: () => string][] = [
    [
      0.95,
      "type",
      () => mostly(random, ["volume", "bind", "tmpfs", "npipe", "cluster", "image"], ["5", "null", "[a]"]),
    ],
    [0.7, "source", value],
    [0.8, "target", value],
    [0.25, "read_only", () => mostly(random, BOOLEANS, NO_BOOLEANS)],
    [0.1, "consistency", value],
    [0.2, "bind", () => mapOf(random, { propagation: ["rshared", "x", "5"], create_host_path: BOOLEANS })],
    [0.2, "volume", () => mapOf(random, { nocopy: BOOLEANS, subpath: ["a", "''", "null", "${E}", "5"] })],
    [0.2, "tmpfs", () => mapOf(random, { size: ["5", "0", "1e3", "0x10", "'5'", "-1"], mode: ["5"] })],
    [0.05, "cluster", () => "{}"],
    [0.03, "other", value],
  ];
  return `{${some(random, keys, 1)
    .filter(([share]) => random() < share)
    .map(([, key, make]) => `${key}: ${make()}`)
    .join(", ")}}`;
}

export const VOLUMES: readonly string[] = [
  ...["", "{}", "null", "[]", "x", "true", "{driver: d}", "{driver: ''}", "{external: true}", "{external: false}"],
  ...["{external: true, name: n}", "{external: {name: n}}", "{external: {name: n}, name: m}", "{external: {}}"],
  ...["{external: {name: ''}, name: m}", "{external: true, driver: d}", "{external: false, driver: d}"],
  ...["{external: true, driver_opts: {}}", "{external: true, driver_opts: {a: b}}", "{external: true, labels: [a]}"],
  ...["{external: true, labels: []}", "{external: true, x-a: {b: [1, true]}}", "{x-a: 1}", "{labels: [a, b=c=d, '']}"],
];

const LABELS = ["{}", "[]", "{a: b}", "[a=b]", "[a, b=c=d]", "{a: null}", "{a: 5, b: 1e6}", "{a: ''}"];
const NO_LABELS = ["null", "{a: true}", "[5]", "x", "{a: [b]}"];
const OPTION_VALUES = ["5", "0440", "1e3", "a", "'b'", "${S}", "1.50", "0x1F", "9007199254740993", "2001-01-01"];
const EXTERNAL = [
  "true",
  "true",
  "false",
  "${T}",
  "${Y}",
  "${NO}",
  "{}",
  "{name: foo}",
  "{name: ''}",
  "{name: '${E}'}",
];
const NO_EXTERNAL = [
  "'true'",
  "${X}",
  "${E}",
  "null",
  "{name: '${S}', x: y}",
  "{name: null}",
  "{name: 5}",
  "[]",
  "yes",
];

export function volume(random: Random): string {
  const options = { type: OPTION_VALUES, o: OPTION_VALUES, device: [...OPTION_VALUES, "true"] };
  const keys: [share: number, key: string, value: () => string][] = [
    [0.4, "name", () => mostly(random, ["a", "/x", "n-1", "${S}", "'{{.Node.ID}}'", "''"], SCALAR_VALUES)],
    [0.4, "external", () => mostly(random, EXTERNAL, NO_EXTERNAL)],
    [0.25, "driver", () => mostly(random, ["local", "''", "nfs", "${S}", "${E}"], ["5", "null", "2001-01-01"])],
    [0.25, "driver_opts", () => mapOf(random, options)],
    [0.25, "labels", () => mostly(random, LABELS, NO_LABELS)],
    [0.1, "x-foo", () => pick(random, ["1", "{a: [1, true]}", "${S}"])],
    [0.03, "foo", () => "1"],
  ];
  const chosen = keys.filter(([share]) => random() < share);
  return `{${chosen.map(([, key, make]) => `${key}: ${make()}`).join(", ")}}`;
}

export const VERSIONS: readonly string[] = [
  ...["'3.13'", "'3.0'", "'3.3'", "'3.4'", "'3'", "''", "3.8", "3", "'3.14'", "'2.4'", "null", "true", "[3]", "'3.08'"],
  ...["'03.8'", "'3.8 '", "2001-01-01", "${V}", "'4'"],
];
export const VERSION_PAIRS: readonly (readonly (string | undefined)[])[] = [
  ["'3.8'", "'3.8'"],
  ["'3.8'", "'3.13'"],
  ["'3.8'", undefined],
  [undefined, "'3.13'"],
  ["'3'", undefined],
  ["''", "'3'"],
];

// ---- Files to merge ----

const target = (random: Random) => pick(random, ["/a", "/b", "/a/", "/c"]);

function mount(random: Random): string {
  const make: (() => string)[] = [
    () => `"vol:${target(random)}"`,
    () => `"/h:${target(random)}:ro"`,
    () => `"${target(random)}"`,
    () =>
      `{type: volume, source: ${pick(random, ["v", "w"])}, target: ${target(random)}, read_only: ${pick(random, ["true", "false"])}}`,
    () => `{type: bind, source: /x, target: ${target(random)}, bind: {propagation: rshared}}`,
    () => `{type: tmpfs, target: ${target(random)}, tmpfs: {size: ${pick(random, ["0", "5"])}}}`,
    () => "{type: volume, source: v}",
    () => `{type: volume, target: ${target(random)}, volume: {nocopy: ${pick(random, ["true", "false"])}}}`,
  ];
  return pick(random, make)();
}

function pairs(random: Random, nothing: string): string {
  return random() < 0.5
    ? `{${["A", "B", "C", "D"]
        .filter(() => random() < 0.6)
        .map((key) => `${key}: ${pick(random, ["1", "''", nothing, "x=y"])}`)
        .join(", ")}}`
    : `[${["A", "B", "C", "E"]
        .filter(() => random() < 0.6)
        .map((key) => `${key}${pick(random, ["=2", "=", "", "=a=b"])}`)
        .join(", ")}]`;
}

const COMMANDS = ["a b", "[a, b]", "[]", "''", "' '", "[c]", "\"a 'b c'\"", "'#x'"];

function service(random: Random): string {
  const order = () => pick(random, ["order: start-first", "order: stop-first", "parallelism: 0", "delay: 1s"]);
  const keys: [share: number, key: string, value: () => string][] = [
    [0.6, "image", () => pick(random, ["x", "y", "''"])],
    [0.5, "volumes", () => listOf(random, 4, () => mount(random))],
    [0.35, "environment", () => pairs(random, "null")],
    [0.2, "labels", () => pairs(random, "''")],
    [0.3, "command", () => pick(random, COMMANDS)],
    [0.2, "entrypoint", () => pick(random, COMMANDS)],
    [0.2, "hostname", () => pick(random, ["h", "''", "g"])],
    [0.25, "tmpfs", () => pick(random, ["/t", "[/t, /u]", "[]"])],
  ];
  const deploy: [share: number, key: string, value: () => string][] = [
    [0.3, "mode", () => pick(random, ["replicated", "global", "''"])],
    [0.3, "replicas", () => pick(random, ["0", "1", "3"])],
    [0.3, "placement", () => `{constraints: ${listOf(random, 3, () => pick(random, ["a==b", "c==d"]))}}`],
    [0.1, "placement", () => `{max_replicas_per_node: ${pick(random, ["0", "1", "2"])}}`],
    [0.3, "update_config", () => `{${order()}}`],
    [0.3, "rollback_config", () => `{${order()}}`],
  ];
  const chosen = keys.filter(([share]) => random() < share).map(([, key, make]) => `${key}: ${make()}`);
  const inner = new Map(deploy.filter(([share]) => random() < share).map(([, key, make]) => [key, make()]));
  if (random() < 0.5) chosen.push(`deploy: {${Array.from(inner, ([key, value]) => `${key}: ${value}`).join(", ")}}`);
  return `{${chosen.join(", ")}}`;
}

const WHOLE_VOLUMES = [
  ...["null", "{}", "{driver: d}", "{driver_opts: {a: b}}", "{external: true}", "{name: n}", "{labels: {a: b}}"],
  "{name: n, driver: e}",
];

function file(random: Random): string {
  const services = some(random, ["a", "b"], 0.8).map((name) => `  ${name}: ${service(random)}\n`);
  const volumes = some(random, ["v", "w"], 0.6).map((name) => `${name}: ${pick(random, WHOLE_VOLUMES)}`);
  return `services:\n${services.join("") || "  {}\n"}${random() < 0.6 ? `volumes: {${volumes.join(", ")}}\n` : ""}`;
}

/** Two files, or three. */
export const files = (random: Random): string[] => Array.from({ length: random() < 0.7 ? 2 : 3 }, () => file(random));

// ---- YAML ----

const IMAGE = "services: {a: {image: x}}\n";
const keyed = (value: string) => `${IMAGE}x-a:\n      k: ${value}\nx-b: 1\n`;
const labelled = (value: string) => `services:\n  a:\n    image: x\n    labels:\n      k: ${value}\n      l: m\n`;
const listed = (value: string) =>
  `volumes: {q: }\nservices:\n  a:\n    image: x\n    volumes:\n    - ${value}\n    - q:/r\n`;

const PIECES: readonly string[] = [
  ...[
    "&x 5",
    "&x",
    "&x &y 5",
    "!!int !!str 5",
    "&x *y",
    "*y",
    "!!int *y",
    "&a.b c",
    "&a-b_1 c",
    "&é c",
    "&a,b",
    "&a[b] c",
  ],
  ...['"a\\qb"', '"a\\x41"', "'a''b'", "@a", "`a", "%a", "a%b", "-", "- a", "? a", ": a", "a: b", "a:b", "a #b", "a#b"],
  ...[
    "[a",
    "{a",
    "{a: b",
    "[a, b]]",
    "[a b: c]",
    "{a b: c}",
    "{a}",
    "[a: b]",
    "[a,,b]",
    "[,]",
    "{a:1}",
    '{"a":1}',
    "[a?b]",
  ],
  ...[
    "{a: b?c}",
    "['a?b']",
    "a?b",
    "|",
    ">",
    "|2",
    "|a",
    '"a',
    "'a",
    '"a" b',
    "a'b",
    'a"b',
    "!",
    "&",
    "*",
    "a\tb",
    "\ta",
  ],
  ...[
    "a: #b",
    "{<<: {a: b}}",
    "<<",
    '"a\n b"',
    '"a\nb"',
    "a\n         b",
    "a\n      b",
    "a\n b",
    "a\nb",
    "\uFEFFa",
    "a\u00A0b",
  ],
  ...[
    "'a'#b",
    "[a]#b",
    "[a,\n b]",
    "[a,\nb\n]",
    "{a: b,\n c: d\n}",
    "\u2028a",
    "a # b\u2028",
    "'a\u2028b'",
    "a\u0007b",
  ],
];

const EMPTY_LINES = ["\t", "  \t", "     \t", "       \t", "\t# c", "     \t# c"].flatMap((line) =>
  ["image: x", "image: 'x'", "command: [a]", "command: |\n      a", "image: x # c", "# c\n    image: x"].map(
    (above) => `services:\n  a:\n    ${above}\n${line}\n    hostname: h\n`,
  ),
);

export const YAML: readonly string[] = [
  ...PIECES.flatMap((piece, index) => [index % 2 === 0 ? keyed(piece) : labelled(piece), listed(piece)]).filter(
    (text) => text !== listed("'a\u2028b'"), // Docker prints the line end with an indentation that reads as part of the value
  ),
  ...EMPTY_LINES,
  ...["", "# c\n", "---\n", "- a\n", "a\n", "null\n", "services:\n", "services: []\n", "services: {a: }\n", "{}\n"],
  ...["---\n---\nservices: {}\n", `${IMAGE}...\ngarbage: [\n`, `${IMAGE}---\ngarbage: [\n`, `${IMAGE}}\n`],
  ...["1.1", "1.2", "1.3", "2.0"].map((version) => `%YAML ${version}\n---\n${IMAGE}`),
  ...[`%FOO bar\n---\n${IMAGE}`, `%TAG !y! tag:yaml.org,2002:\n---\nx-a: !y!int '5'\n${IMAGE}`, `\uFEFF${IMAGE}`],
  ...["!foo services: {}\n", "services: {!foo a: {image: x}}\n", "services: {a: {!!str image: x}}\n", "1: a\n"],
  ...[
    '"1": a\n',
    "x-a: {1: b}\n",
    "x-a: {2001-01-01: b}\n",
    "x-a: {~: b}\n",
    "x-a: {a: b, a: c}\n",
    "x-a: {1: b, '1': c}\n",
  ],
  ...[
    "x-a: &x {b: *x}\n",
    "x-a: &x\n  <<: *x\n",
    "x-a: &x [{b: c}]\nx-d: {<<: *x}\n",
    "x-a: {<<: }\n",
    "x-a: {<<: b}\n",
  ],
  ...[
    "x-a: &x {b: c}\nx-d: {<<: [*x, {e: f}]}\n",
    "x-a: &x {b: c}\nx-d: {<<: *x, <<: *x}\n",
    "x-a: &x b\nx-c: {*x : d}\n",
  ],
  ...["x-a: &x b\nx-c: {*x : d, b: e}\n", "x-a: &x b\nx-c: {*x : d, *x : e}\n", "x-a: .inf\n", "x-a: [.nan]\n"],
  ...["x-a: &x {image: y}\nservices: {a: {!!merge <<: *x}}\n", "x-a: &x {image: y}\nservices: {a: {'<<': *x}}\n"],
  ...[
    "services: {a: {image: x, volumes: &v ['a:/b']}, b: {image: x, volumes: *v}}\n",
    "x-a: $(b)\n",
    "x-a: {$(b): c}\n",
  ],
  ...[
    "&x services: {a: {image: x}}\nx-a: *x\n",
    "services: {a: {image: 2001-01-01}}\n",
    "services: {a: {command: [2001-01-01]}}\n",
  ],
].map((text) => (/^(x-|1|"1")/.test(text) && !text.includes("services") ? `${IMAGE}${text}` : text));

const SOUND = `# a stack
version: "3.8"
x-env: &env
  A: "1"
  B: 'two'
services:
  web:
    image: nginx:1.25   # comment
    environment:
      <<: *env
      C: three
    command: ["nginx", "-g", 'daemon off;']
    deploy:
      replicas: 2
      labels: {a: b, "c": d}
      placement:
        constraints: [node.role == manager]
    volumes:
      - data:/var/lib/data
      - type: bind
        source: /srv
        target: /srv
        read_only: true
  db:
    image: "postgres:16"
    command: >
      postgres
      -c x=y
    volumes:
    - db:/var/lib/postgresql/data

volumes:
  data:
  db:
    driver: local
    driver_opts:
      type: nfs
      o: "addr=10.0.0.1,rw"
      device: ":/x"
`;

const SLIPS = [..."\t\t  \n\n'\":-#[]{},&*!|>%@`a1."];

/** A sound file with one character or two lost, added or mistaken; never in the type of a mount. */
export function broken(random: Random): string {
  let text = SOUND;
  for (let slips = random() < 0.5 ? 1 : 2; slips > 0; slips--) {
    const at = Math.floor(random() * text.length);
    const character = random() < 0.3 ? "" : pick(random, SLIPS);
    text = text.slice(0, at) + character + text.slice(at + (random() < 0.5 ? 1 : 0));
  }
  return /type: bind$/m.test(text) ? text : SOUND;
}
