import { REGIONS } from '../amazon/regions.ts';
import type { Parameter } from './parameters.ts';

function byRegion(url: 'api' | 'token'): Parameter['defaultBy'] {
  const of = Object.fromEntries(Object.entries(REGIONS).map(([region, urls]) => [region, urls[url]]));
  return { parameter: 'REGION', of };
}

/** The parameters of every connection to Amazon, under the names of the platform's kit. */
export const CONNECTION_PARAMETERS: readonly Parameter[] = [
  {
    name: 'REGION',
    kind: 'choice',
    choices: Object.keys(REGIONS),
    default: 'NA',
    description:
      'Where the advertiser is at home: NA (North and South America), EU (Europe, Middle East, Africa, India) or FE (Japan, Australia, Singapore). Gives BASE_URL and LOGIN_URL.',
  },
  {
    name: 'BASE_URL',
    kind: 'url',
    description:
      'The Amazon Ads API of the region: https://advertising-api.amazon.com (North America), https://advertising-api-eu.amazon.com (Europe) or https://advertising-api-fe.amazon.com (Far East).',
    defaultBy: byRegion('api'),
  },
  {
    name: 'ADVERTISER_ID',
    kind: 'text',
    required: true,
    description: 'The numeric id of the Amazon DSP advertiser. Not the entity id.',
    pattern: {
      regex: /^\d{1,32}$/,
      says: 'must be the advertiser’s number (an id that begins with ENTITY is the entity, not the advertiser)',
    },
    example: '1234567890',
  },
  {
    name: 'CLIENT_ID',
    kind: 'text',
    required: true,
    description: 'The OAuth2 client id of the security profile, from the Amazon Developer Console.',
    example: 'amzn1.application-oa2-client.0123456789abcdef',
  },
  {
    name: 'CLIENT_SECRET',
    kind: 'secret',
    required: true,
    description: 'The OAuth2 client secret of the security profile.',
    example: 'env:AMAZON_CLIENT_SECRET',
  },
  {
    name: 'REFRESH_TOKEN',
    kind: 'secret',
    required: true,
    description: 'The OAuth2 refresh token that access tokens are got with (begins with Atzr|).',
    example: 'file:/run/secrets/amazon_refresh_token',
  },
  {
    name: 'LOGIN_URL',
    kind: 'url',
    description: 'Where access tokens come from: Login with Amazon. Its three regional hosts give the same tokens.',
    defaultBy: byRegion('token'),
  },
];

/** The profile header; dsp_v1 only. */
export const PROFILE_PARAMETER: Parameter = {
  name: 'PROFILE_ID',
  kind: 'text',
  description: 'The Amazon Ads profile id. May be left out where the user was invited to the advertiser directly.',
  pattern: { regex: /^\d{1,32}$/, says: 'must be the profile’s number' },
  example: '32312945',
};
