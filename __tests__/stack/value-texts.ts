/** Sixty-four digits of a digest. */
export const HEX = "0123456789abcdef".repeat(4);

const texts = (...lines: string[]): string[] => lines.join("").split("|");

/** By place in a stack: texts that `docker stack deploy` accepts there. */
export const ACCEPTED: Record<string, string[]> = {
  "services.a.stop_grace_period": texts(
    `0|-0|+0|10s|-1s|+1s|1.5s|.5s|1.s|1h1m1s1ms1us1µs1μs1ns|1m1m|00001s|9223372036854775807ns|-9223372036854775808ns`,
    `|2562047h47m16.854775807s|9223372036854775807.9ns|9223372036854775807ns.9ns|0.00000000000000000000000000001s`,
  ),
  "services.a.deploy.resources.limits.memory": texts(
    `0|-0|1|+1|1b|1B|1k|1KB|1KiB|512M|512 M|512 MB|1.5g|.5G|1.G|1t|1p|1e3|1E5G|1_000|0x1p4|0x_1.8p1k|8192p`,
    `|1 |0.5`,
  ),
  "services.a.deploy.resources.reservations.cpus": texts(
    `|0|1|0.5|.5|1.|-1|+1|1e3|1E-9|0.000000001|1e400|1e5000|0e9999999|1/2|-1/8|010/1|0x10/0b1|0x1.8|0x1p-2`,
    `|0b1.1|0o7|08|1_000|0x_1|1p3|1e1_0|0b1e3|0x1e3|1.50e-8`,
  ),
  "services.a.ports.0": texts(
    `80|0|65535|00080|80:80|8080:80/tcp|80/UDP|80/sctp|80/|80//x|80/tcp/x|:80|::80|80-82|80-80|80-82-84`,
    `|80-82:80-82|8080-8090:80|127.0.0.1:80:80|109.20.90.255:80:80|127.0.0.1::80|[::1]:80:80|::1:80:80|1:2:3:4:5:6:7:8:80:80`,
    `|1::8:80:80|::ffff:1.2.3.4:80:80|[1.2.3.4]:80:80|[]:80:80|1:2:3:4:5:6:1.2.3.4:80:80`,
  ),
  "services.a.command": texts(`|a b|a 'b c'|a "b' c"|a\\'b|'a\\'|a # it's|# it's|a #'\nb|"a\\"b"`),
  "services.a.image": texts(
    `x|x:1|x/y|a/b/c:1|foo.com/x|Foo.com/x|Foo/x|localhost/x|localhost:5000/x|foo:5000|[::9]:5009/x|x9.y9:9.9|9-9.f9/9__9|x@sha256:${HEX}`,
    `|x:1@sha512:${HEX}${HEX}|x@sha384:${HEX}${HEX.slice(32)}`,
    `|${HEX}|sha256:${HEX}|x--y|x__y|x.y|x:_|x:A-b.c|docker.io|index.docker.io/x|docker.io/library/x|x:${"a".repeat(128)}`,
    `|${"a".repeat(247)}|docker.io/${"a".repeat(247)}|foo.com/${"a".repeat(255)}`,
  ),
  "services.a.restart": texts(
    `|no|always|unless-stopped|on-failure|on-failure:3|on-failure:+3|on-failure:-1|on-failure:|always:3`,
    `|no:|on-failure:9223372036854775807|on-failure:-9223372036854775808|on-failure:00000000000000000000001`,
  ),
};

/** By place in a stack: texts that `docker stack deploy` refuses there. */
export const REFUSED: Record<string, string[]> = {
  "services.a.stop_grace_period": texts(
    `|10|1|s|.s|1 s| 1s|1s |1d|1S|1m1|1..5s|1e3s|١s|-|--1s|1s-1s|9223372036854775808ns|-9223372036854775809ns`,
    `|2562048h|2562047h47m16.854775808s|9999999999999999999h|9223372036854775808ns1ns`,
  ),
  "services.a.deploy.resources.limits.memory": texts(
    `|G|x|1x|-1|-1G|1ib|1e|1E|1eb|1GG|1Mi|1Gi|1KiBx| 1G|1G |1  G|1\tG|1,5G|1..5G|1 1G|0x10|0b11|inf|nan`,
    `|1e400|_1|1__0|1_|-0x1p4|1.5.5`,
  ),
  "services.a.deploy.resources.reservations.cpus": texts(
    `abc|1,5| 1|1 |1e|e1|.|inf|nan|_1|1_|1__0|1_.5|1/0|/2|1/|1//2|1/-2|1.5/2|1/1.5|1e3/2|08/1|0b12|0x`,
    `|0xg|1e99999999|1e-10|2e-10|0.0000000001|1/3|1e-400|1e-99999|0x1p-40|1p1_|1e+|-`,
  ),
  "services.a.ports.0": texts(
    `|:|::|80:|80:/tcp|/tcp|/|80/foo|80/tc|80/tcp:80|65536|65536:80|80:65536|-80|80-|82-80|80:80-82|80-81:80-82`,
    `|80-82:80-81|+80| 80|80 |80 : 80|8o|8o:80|80:8o|0x50|80.0|localhost:80:80|1.2.3:80:80|256.1.1.1:80:80`,
    `|01.2.3.4:80:80|1::80|[::1]80:80|[::1:80:80|[[::1]]:80:80|[:]:80:80|80:80:80:80|1:2:3:4:5:6:7:80:80`,
    `|1:2:3:4:5:6:7::8:80:80|1::2::3:80:80|::1.2.3:80:80|fe80::1%eth0:80:80|12345::1:80:80|٨٠`,
  ),
  "services.a.command": texts(`'|"|it's|a 'b|a "b|a\\|"a\\|'a\\'b'|a#'b|#\n'|a #'b\n'c|''#'`),
  "services.a.image": texts(
    `| |x | x|x y|X|X:1|x/Y|LOCALHOST/X|x:|x:.1|x:-1|x::1|x:1:2|x//y|/x|x/|-x|x-|x___y|x._y|x..y|https://foo/x`,
    `|foo:bar/x|foo.com:/y|foo..com/x|a_b:80/c|[fe80::1%eth0]/x|é|{{.Node.ID}}|x@|x@sha256:abc|x@sha256:${HEX.toUpperCase()}`,
    `|x@sha256:${HEX}a|x@sha256:${HEX.slice(1)}|x@sha512:${HEX}|x@md5:${HEX.slice(32)}|x@sha256:${HEX}:1`,
    `|@sha256:${HEX}|${HEX.toUpperCase()}|x\n|x:${"a".repeat(129)}|${"a".repeat(248)}|docker.io/${"a".repeat(248)}|index.docker.io/${"a".repeat(248)}|foo.com/${"a".repeat(256)}`,
  ),
  "services.a.restart": texts(
    `foo|Always|never|any| no|on_failure|:|:3|on-failure:x|on-failure:3:4|on-failure: 3|on-failure:3.0`,
    `|always:x|on-failure:9223372036854775808|on-failure:-9223372036854775809|on-failure:99999999999999999999999`,
  ),
};
