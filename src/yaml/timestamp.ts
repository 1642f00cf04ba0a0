const FORM =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?)?$/;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month: number, year: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const two = (value: number): string => String(value).padStart(2, "0");

/**
 * A date or a time as Docker prints it when it turns one into a string; undefined when the text is none.
 * What Docker prints for an offset depends on the time zone of the machine; this is what it prints in UTC.
 */
export function printTimestamp(text: string): string | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return undefined;
  const [hour, minute, second] = [4, 5, 6].map((at) => Number(match[at] ?? match[at + 5] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = match[8] ?? "Z";
  if (Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) > 60) return undefined;
  const fraction = (match[7] ?? match[12] ?? ".").slice(1, 10).replace(/0+$/, "");
  const zone = /[1-9]/.test(offset) ? offset.replace(":", "") : "+0000";
  const time = `${two(hour)}:${two(minute)}:${two(second)}${fraction && `.${fraction}`}`;
  return `${match[1]}-${two(month)}-${two(day)} ${time} ${zone} ${zone === "+0000" ? "UTC" : zone}`;
}
