import type { NetworkStorage } from "../model/storage-policy.ts";
import type { Volume } from "../stack/model.ts";
import { optionNamed } from "./needs.ts";
import type { Product } from "./offer.ts";
import { productNamed, productsOf } from "./products.ts";
import { PROVIDERS } from "./providers.ts";
import type { StoredVolume } from "./stored-volumes.ts";

/** What something is stored on now, as far as somebody sells it. */
export type CurrentStorage =
  | { readonly product: Product; readonly assumptions: readonly string[] }
  | { readonly product: undefined; readonly why: string };

const STORAGE_LABEL = "a label `swarm-volume-check.storage` would settle it";

const providerNamed = (name: string) => PROVIDERS.find(({ provider }) => provider === name);

const missing = (why: string): CurrentStorage => ({ product: undefined, why });

/** Which product it is on now. */
export function currentStorage(
  { kind, volume }: StoredVolume,
  storage: string | undefined,
  provider: string,
  network: NetworkStorage | undefined,
): CurrentStorage {
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

function nodeDisk(provider: string): CurrentStorage {
  const [product] = productsOf(provider, "disk");
  if (product === undefined) return missing(`no disk of ${provider} can be priced`);
  const own = providerNamed(provider)?.serverHasDisk
    ? "; the disk that comes with a server is part of the server's price"
    : "";
  return { product, assumptions: [`The node's disk is taken for ${product.label}${own}.`] };
}

function blockDevice(volume: Volume, provider: string): CurrentStorage {
  const driver = (volume.driver?.value ?? "").toLowerCase();
  const owner = PROVIDERS.find(({ drivers }) => new RegExp(drivers).test(driver))?.provider;
  if (owner !== provider)
    return missing(`the driver \`${driver}\` does not mount storage of ${provider}: ${STORAGE_LABEL}`);
  const type = optionNamed(volume, /^(volume)?type$/i);
  const stated = type === undefined ? undefined : productNamed(type, provider);
  if (stated) return { product: stated, assumptions: [] };
  const [product] = productsOf(provider, "disk");
  if (product === undefined) return missing(`no disk of ${provider} can be priced`);
  return { product, assumptions: [`The kind of disk is not stated: taken for ${product.label}.`] };
}

function fileSystem(volume: Volume | undefined, provider: string, network: NetworkStorage | undefined): CurrentStorage {
  const driver = (volume?.driver?.value ?? "").toLowerCase();
  const where = `${optionNamed(volume, /^o$/) ?? ""} ${optionNamed(volume, /^device$/) ?? ""}`;
  const stated = provider === "aws" && network?.kind === "efs" && where.includes(network.server);
  const known = providerNamed(provider)?.fileServer;
  const shows = known && (new RegExp(known.addresses).test(where) || new RegExp(known.drivers).test(driver));
  if (stated || shows) {
    const [product] = productsOf(provider, "network");
    if (product)
      return { product, assumptions: [`The kind of file system is not stated: taken for ${product.label}.`] };
  }
  return missing(`what the file server's storage costs is not known: ${STORAGE_LABEL}`);
}
