const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}$/i;
/** All digits the same: zeros are what a device answers when its owner has switched tracking off. */
const BLANK = /^([0-9a-f])(?:\1|-)*$/i;

/**
 * A mobile advertising id (ADID, IDFA, FIREADID), sent raw (fact sheet 2.1, CONFIRMED). It is kept as it was given:
 * Amazon compares it without regard to case (2.3, S1), and Apple writes it in upper case, Google and Fire OS in lower
 * case. Only space and braces around it are removed, which no device puts there. Undefined for what is not 32 hex
 * digits with or without the hyphens of a UUID, and for ids of a single repeated digit.
 */
export function normaliseMaid(value: string): string | undefined {
  let id = value.trim();
  if (id.startsWith('{') && id.endsWith('}')) id = id.slice(1, -1).trim();
  return ID.test(id) && !BLANK.test(id) ? id : undefined;
}
