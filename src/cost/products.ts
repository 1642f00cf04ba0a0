import { ceiling, type Decimal, showNumber, whole } from "../model/money.ts";
import { EBS } from "./ebs.ts";
import { EFS } from "./efs.ts";
import { Bill, nothing, type Offer, type Product } from "./offer.ts";
import type { PriceTable } from "./price-catalog.ts";
import { type ListedProduct, PROVIDERS } from "./providers.ts";
import { inUnit } from "./units.ts";

/** Everything that can be priced. Of each provider, the first disk and the first network storage are the default. */
export const PRODUCTS: readonly Product[] = [
  ...EBS,
  ...EFS,
  ...PROVIDERS.flatMap(({ provider, products, prices }) =>
    products.map((listed) => productOf(listed, provider, unitOf(listed, prices))),
  ),
];

export function productNamed(id: string, provider: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id && product.provider === provider);
}

export function productsOf(provider: string, kind: Product["kind"]): readonly Product[] {
  return PRODUCTS.filter((product) => product.provider === provider && product.kind === kind);
}

type Unit = PriceTable["sizeUnit"];

function unitOf({ product }: ListedProduct, tables: readonly Pick<PriceTable, "product" | "sizeUnit">[]): Unit {
  return tables.find((table) => table.product === product)?.sizeUnit ?? "GiB";
}

function productOf(listed: ListedProduct, provider: string, unit: Unit): Product {
  const { id, label, kind, product, sizes, assumptions = [] } = listed;
  const priced = sizes === undefined ? billedSize(listed, unit) : soldSize(listed, sizes, unit);
  return {
    id,
    provider,
    label,
    kind,
    judges: [],
    offer(need, copies, prices) {
      const found = priced(inUnit(need.bytes, unit));
      if ("lines" in found) return found;
      const bill = new Bill(prices, product, copies);
      bill.charge("storage", found.price, found.quantity, found.label);
      return bill.offer(assumptions, found.notes);
    },
  };
}

/** What is charged for a size. */
interface Charge {
  readonly price: string;
  readonly quantity: Decimal;
  readonly label: string;
  readonly notes: readonly string[];
}

/** Any size between the limits, by the unit. */
function billedSize({ label, price = "", minimum, maximum, step = 1, billed }: ListedProduct, unit: Unit) {
  return (wanted: Decimal): Charge | Offer => {
    const notes: string[] = [];
    let size = billed === "stored" ? wanted : ceiling(wanted.div(whole(step))).times(whole(step));
    if (minimum !== undefined && size.lt(whole(minimum))) {
      size = whole(minimum);
      notes.push(`The smallest has ${showNumber(size)} ${unit}, which is what is billed.`);
    } else if (!size.eq(wanted)) {
      const sizes =
        step === 1 ? `sizes are whole ${unit}` : `sizes are multiples of ${showNumber(whole(step))} ${unit}`;
      notes.push(`Billed as ${showNumber(size)} ${unit}: ${sizes}.`);
    }
    if (maximum !== undefined && size.gt(whole(maximum)))
      return nothing(
        `the largest has ${showNumber(whole(maximum))} ${unit}, and ${showNumber(size)} ${unit} are wanted`,
      );
    return { price, quantity: size, label: `${unit} ${label}`, notes };
  };
}

/** The next of the sizes that are sold. Only those whose prices were seen in a dated source are. */
function soldSize({ id }: ListedProduct, sizes: NonNullable<ListedProduct["sizes"]>, unit: Unit) {
  const shown = ({ name, size }: { name: string; size: number }) => `${name} (${showNumber(whole(size))} ${unit})`;
  return (bytes: Decimal): Charge | Offer => {
    const wanted = ceiling(bytes);
    const sold = sizes.find(({ above, size }) => wanted.gt(whole(above)) && wanted.lte(whole(size)));
    const known = sizes.map(shown).join(", ");
    if (sold === undefined)
      return nothing(
        sizes.length === 1
          ? `of ${id} only the price of ${known} is known`
          : `of ${id} only the prices of ${known} are known`,
      );
    const { name, size, price } = sold;
    const text = `${showNumber(whole(size))} ${unit}`;
    const notes = wanted.eq(whole(size)) ? [] : [`Billed as ${text}: ${name} is the next size.`];
    return { price, quantity: whole(1), label: `disk ${name} of ${text}`, notes };
  };
}
