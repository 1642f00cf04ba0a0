import { EBS } from "./ebs.ts";
import { EFS } from "./efs.ts";
import { AZURE, FLAT } from "./flat.ts";
import type { Product } from "./offer.ts";

/** Everything that can be priced. Of each provider, the first disk and the first network storage are the default. */
export const PRODUCTS: readonly Product[] = [...EBS, ...EFS, ...AZURE, ...FLAT];

export function productNamed(id: string, provider: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id && product.provider === provider);
}

export function productsOf(provider: string, kind: Product["kind"]): readonly Product[] {
  return PRODUCTS.filter((product) => product.provider === provider && product.kind === kind);
}
