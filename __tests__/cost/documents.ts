import type { Service } from "../../src/cost/price-list.ts";
import { catalogWith } from "../../src/cost/providers.ts";
import { decimal } from "../../src/model/money.ts";

/** One SKU as AWS's Price List writes it. */
export interface Sku {
  sku: string;
  productFamily: string;
  attributes: Record<string, string>;
  unit: string;
  beginRange: string;
  usd: string;
}

export const REGION = "eu-west-1";
/** eu-west-1 has the prefix `EU`. */
const PREFIX = "EU-";

const price = (product: string, key: string): string => {
  const found = catalogWith().find("aws", REGION, product, key);
  if (found === undefined) throw new Error(`no shipped price of ${key}`);
  return found.amount.toFixed();
};

const ebs = (key: string, family: string, usage: string, unit: string, beginRange = "0"): Sku => ({
  sku: `EBS${key.toUpperCase().replace(/[^A-Z0-9]/g, "")}`,
  productFamily: family,
  attributes: {
    location: "EU (Ireland)",
    locationType: "AWS Region",
    operation: "",
    regionCode: REGION,
    servicecode: "AmazonEC2",
    usagetype: `${PREFIX}${usage}`,
  },
  unit,
  beginRange,
  usd: price("EBS", key),
});

const efs = (
  key: string,
  usage: string,
  unit: string,
  attributes: Record<string, string>,
  family = "Storage",
): Sku => ({
  sku: `EFS${key.toUpperCase().replace(/[^A-Z0-9]/g, "")}`,
  productFamily: family,
  attributes: { servicecode: "AmazonEFS", usagetype: `${PREFIX}${usage}`, ...attributes },
  unit,
  beginRange: "0",
  usd: price("EFS", key),
});

const access = (key: string, usage: string): Sku[] =>
  ["Read", "Write"].map((accessType) => efs(`${key}.${accessType.toLowerCase()}`, usage, "GB", { accessType }));

/** The shipped prices of eu-west-1 as SKUs, with the traps that the real documents have: units and where counting begins. */
export function skusOf(service: Service): Sku[] {
  if (service === "AmazonEC2") {
    const throughput = ebs("gp3.throughput", "Provisioned Throughput", "EBS:VolumeP-Throughput.gp3", "GiBps-mo");
    return [
      ebs("gp3.storage", "Storage", "EBS:VolumeUsage.gp3", "GB-Mo"),
      ebs("gp3.iops", "System Operation", "EBS:VolumeP-IOPS.gp3", "IOPS-Mo", "3000"),
      { ...throughput, usd: decimal(throughput.usd).times(decimal("1024")).toFixed() },
      ebs("gp2.storage", "Storage", "EBS:VolumeUsage.gp2", "GB-Mo"),
      ebs("io1.storage", "Storage", "EBS:VolumeUsage.piops", "GB-Mo"),
      ebs("io1.iops", "System Operation", "EBS:VolumeP-IOPS.piops", "IOPS-Mo"),
      ebs("io2.storage", "Storage", "EBS:VolumeUsage.io2", "GB-month"),
      ebs("io2.iops", "System Operation", "EBS:VolumeP-IOPS.io2", "IOPS-Mo"),
      ebs("io2.iops-over-32000", "System Operation", "EBS:VolumeP-IOPS.io2.tier2", "IOPS-Mo"),
      ebs("io2.iops-over-64000", "System Operation", "EBS:VolumeP-IOPS.io2.tier3", "IOPS-Mo"),
      ebs("st1.storage", "Storage", "EBS:VolumeUsage.st1", "GB-Mo"),
      ebs("sc1.storage", "Storage", "EBS:VolumeUsage.sc1", "GB-Mo"),
    ];
  }
  return [
    efs("standard.storage", "TimedStorage-ByteHrs", "GB-Mo", { storageClass: "General Purpose" }),
    efs("one-zone.storage", "TimedStorage-Z-ByteHrs", "GB-Mo", { storageClass: "One Zone-General Purpose" }),
    efs("infrequent.storage", "IATimedStorage-ByteHrs", "GB-Mo", { storageClass: "Infrequent Access" }),
    efs("infrequent-elastic.storage", "IATimedStorage-ET-ByteHrs", "GB-Mo", { storageClass: "Infrequent Access-ET" }),
    efs("one-zone-infrequent.storage", "IATimedStorage-Z-ByteHrs", "GB-Mo", {
      storageClass: "One Zone-Infrequent Access",
    }),
    efs("archive.storage", "ArchiveTimedStorage-ByteHrs", "GB-Mo", { storageClass: "Archive" }),
    ...access("infrequent", "IADataAccess-Bytes"),
    ...access("archive", "ArchiveDataAccess-Bytes"),
    ...access("elastic", "ETDataAccess-Bytes"),
    efs(
      "provisioned.throughput",
      "ProvisionedTP-MiBpsHrs",
      "MiBps-Mo",
      { throughputClass: "Provisioned" },
      "Provisioned Throughput",
    ),
  ];
}

/** Things that stand beside them in the real documents and must not be taken for them. */
export function neighboursOf(service: Service): Sku[] {
  if (service === "AmazonEC2") {
    const localZone = ebs("gp3.storage", "Storage", "EBS:VolumeUsage.gp3", "GB-Mo");
    const snapshot = ebs("gp2.storage", "Storage Snapshot", "EBS:SnapshotUsage", "GB-Mo");
    const magnetic = ebs("gp2.storage", "Storage", "EBS:VolumeUsage", "GB-Mo");
    return [
      {
        ...localZone,
        sku: "LOCALZONE",
        attributes: {
          ...localZone.attributes,
          locationType: "AWS Local Zone",
          usagetype: "EU-DUB1-EBS:VolumeUsage.gp3",
        },
        usd: "0.1200000000",
      },
      { ...snapshot, sku: "SNAPSHOT" },
      { ...magnetic, sku: "MAGNETIC" },
    ];
  }
  const included = efs("provisioned.throughput", "IncludedTP-MiBpsHrs", "MiBps-Mo", { throughputClass: "Included" });
  return [{ ...included, sku: "INCLUDED", productFamily: "Provisioned Throughput", usd: "0.0000000000" }];
}

/** The document `{service}/current/eu-west-1/index.json` with these SKUs, and reserved terms that nobody reads. */
export function documentOf(service: Service, skus: readonly Sku[], publicationDate = "2026-09-25T17:45:21Z"): string {
  const TERM = "JRTCKXETXF";
  const products = Object.fromEntries(
    skus.map(({ sku, productFamily, attributes }) => [sku, { sku, productFamily, attributes }]),
  );
  const onDemand: Record<string, unknown> = {};
  for (const { sku, unit, beginRange, usd } of skus) {
    const rateCode = `${sku}.${TERM}.6YS6EN2CT7`;
    const description = `$${usd} per ${unit} {"quoted"} \\ [storage]`;
    const pricePerUnit = { USD: decimal(usd).toFixed(10) };
    const dimension = { rateCode, description, beginRange, endRange: "Inf", unit, pricePerUnit, appliesTo: [] };
    onDemand[sku] = {
      [`${sku}.${TERM}`]: {
        offerTermCode: TERM,
        sku,
        effectiveDate: "2026-09-01T00:00:00Z",
        priceDimensions: { [rateCode]: dimension },
        termAttributes: {},
      },
    };
  }
  const document = {
    formatVersion: "v1.0",
    disclaimer: "This pricing list is for informational purposes only.",
    offerCode: service,
    version: publicationDate.replace(/\D/g, ""),
    publicationDate,
    products,
    terms: { OnDemand: onDemand, Reserved: { X: { "X.Y": { priceDimensions: {} } } } },
    attributesList: {},
  };
  return JSON.stringify(document, null, 2);
}
