// Loaded before the Action in tests that need names of servers: each name that ends in `.test` is this machine.
const dns = require("node:dns");
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith(".test") ? "127.0.0.1" : name, ...rest);
