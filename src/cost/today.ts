import type { NetworkStorage } from "../model/storage-policy.ts";
import type { Volume } from "../stack/model.ts";
import type { Holding } from "./holdings.ts";
import { optionNamed } from "./needs.ts";
import type { Product } from "./offer.ts";
import { productNamed, productsOf } from "./products.ts";

/** What a holding is stored on now, as far as somebody sells it. */
export type Today =
  | { readonly product: Product; readonly assumptions: readonly string[] }
  | { readonly product: undefined; readonly why: string };

const STORAGE_LABEL = "a label `swarm-volume-check.storage` would settle it";

/** Whose storage a driver mounts, by words in its name. */
const OWNERS: readonly (readonly [words: RegExp, provider: string])[] = [
  [/(^|[^a-z])(ebs|awsebs|efs)([^a-z]|$)/, "aws"],
  [/hetzner|hcloud/, "hetzner"],
  [/linode/, "linode"],
  [/dobs|dostorage|digitalocean/, "digitalocean"],
  [/gcepd/, "gcp"],
  [/azure/, "azure"],
  [/vultr/, "vultr"],
  [/scaleway/, "scaleway"],
];

/** Providers whose servers bring a disk of their own, which is no part of this book. */
const DISK_COMES_WITH_SERVER = new Set(["hetzner", "digitalocean", "linode", "vultr", "scaleway"]);

const missing = (why: string): Today => ({ product: undefined, why });

/** Which product a holding is on now. */
export function todayOf(
  { kind, volume }: Holding,
  storage: string | undefined,
  provider: string,
  network: NetworkStorage | undefined,
): Today {
  if (storage !== undefined) {
    const product = productNamed(storage, provider);
    return product
      ? { product, assumptions: [] }
      : missing(`\`${storage}\` is no storage of ${provider} that can be priced`);
  }
  switch (kind) {
    case "local-volume":
    case "host-path":
    case "container-layer":
    case "anonymous-volume":
    case "per-task-volume":
      return nodeDisk(provider);
    case "block-volume":
      return blockDevice(volume as Volume, provider);
    case "network-volume":
    case "shared-volume":
    case "shared-path":
      return fileSystem(volume, provider, network);
    default:
      return missing(`what it is stored on is not known: ${STORAGE_LABEL}`);
  }
}

function nodeDisk(provider: string): Today {
  const [product] = productsOf(provider, "disk");
  if (product === undefined) return missing(`no disk of ${provider} can be priced`);
  const own = DISK_COMES_WITH_SERVER.has(provider)
    ? "; the disk that comes with a server is part of the server's price"
    : "";
  return { product, assumptions: [`The node's disk is taken for ${product.label}${own}.`] };
}

function blockDevice(volume: Volume, provider: string): Today {
  const driver = (volume.driver?.value ?? "").toLowerCase();
  const owner = OWNERS.find(([words]) => words.test(driver))?.[1];
  if (owner !== provider)
    return missing(`the driver \`${driver}\` does not mount storage of ${provider}: ${STORAGE_LABEL}`);
  const type = optionNamed(volume, /^(volume)?type$/i);
  const stated = type === undefined ? undefined : productNamed(type, provider);
  if (stated) return { product: stated, assumptions: [] };
  const [product] = productsOf(provider, "disk");
  if (product === undefined) return missing(`no disk of ${provider} can be priced`);
  return { product, assumptions: [`The kind of disk is not stated: taken for ${product.label}.`] };
}

const EFS_ADDRESS = /\bfs-[0-9a-f]+\.efs\.[a-z0-9-]+\.amazonaws\.com/;
const AZURE_FILES_ADDRESS = /\.file\.core\.windows\.net\b/;

function fileSystem(volume: Volume | undefined, provider: string, network: NetworkStorage | undefined): Today {
  const driver = (volume?.driver?.value ?? "").toLowerCase();
  const where = `${optionNamed(volume, /^o$/) ?? ""} ${optionNamed(volume, /^device$/) ?? ""}`;
  const stated = network?.kind === "efs" && where.includes(network.server);
  const isEfs = stated || EFS_ADDRESS.test(where) || /(^|[^a-z])efs([^a-z]|$)/.test(driver);
  const isAzureFiles = AZURE_FILES_ADDRESS.test(where) || driver === "azurefile";
  if ((isEfs && provider === "aws") || (isAzureFiles && provider === "azure")) {
    const [product] = productsOf(provider, "network");
    if (product)
      return { product, assumptions: [`The kind of file system is not stated: taken for ${product.label}.`] };
  }
  return missing(`what the file server's storage costs is not known: ${STORAGE_LABEL}`);
}
