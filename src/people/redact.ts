import { isObject, type Json } from '../base/json.ts';

const REDACTED = '[redacted]';
/** Names of members that hold secrets. */
const SECRET =
  /secret|token|passw|passphrase|credential|authorization|cookie|digest|(api|private|master|signing|write)[\s_.-]*keys?\b/i;

/** The same without what stands under a name like `clientSecret`: a guard, for whoever has not seen to it before. Never changes its input. */
export function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    if (member === undefined) return [];
    return [[name, SECRET.test(name) ? blackened(member) : withoutSecrets(member)]];
  });
  return Object.fromEntries(members);
}

/** Texts and numbers away, whether there are any stays: that something was set or taken away is worth knowing. */
function blackened(value: Json): Json {
  if (Array.isArray(value)) return value.map(blackened);
  if (!isObject(value)) return typeof value === 'string' || typeof value === 'number' ? REDACTED : value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, blackened(member ?? null)]));
}
