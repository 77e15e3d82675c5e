/** The names by which faults and counters refer to Amazon's endpoints. `unknown` is any path the sandbox does not serve. */
export const ENDPOINT_NAMES = [
  'token',
  'authorize',
  'profiles',
  'advertisers',
  'advertiserAccounts',
  'definitions',
  'listDefinitions',
  'eventData',
  'events',
  'unknown',
] as const;

export type EndpointName = (typeof ENDPOINT_NAMES)[number];

/** The two endpoints that import conversions. */
export type ImportEndpointName = 'eventData' | 'events';

/** Whether an endpoint imports conversions. */
export function isImport(name: EndpointName): name is ImportEndpointName {
  return name === 'eventData' || name === 'events';
}

/** Whether an endpoint answers item by item, so that single ones can fail. */
export function hasItems(name: EndpointName): boolean {
  return isImport(name) || name === 'definitions';
}
