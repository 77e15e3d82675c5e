import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { DspatchError } from '../base/errors.ts';
import { Secret } from './secret.ts';

const VERSION = 'v1';
const NONCE_BYTES = 12;

/** A key for sealing, made from key material for one purpose (HKDF-SHA256): keys of different purposes tell nothing of each other. */
export function sealingKey(material: Secret, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', material.reveal(), '', `dspatch ${purpose}`, 32));
}

/**
 * Seals a secret for the disk with AES-256-GCM under a random nonce. `context` (where it is kept, whose it is) is authenticated
 * with it: a sealed value moved elsewhere does not open.
 */
export function seal(secret: Secret, key: Buffer, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([nonce, cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}:${sealed.toString('base64')}`;
}

/** Opens what `seal` made. Throws `seal_broken` for another key, another context, or a changed value. */
export function unseal(text: string, key: Buffer, context: string): Secret {
  const [version, encoded = ''] = text.split(':', 2);
  const bytes = Buffer.from(encoded, 'base64');
  const tagAt = bytes.length - 16;
  if (version !== VERSION || tagAt < NONCE_BYTES) throw new DspatchError('seal_broken', 'the sealed value is damaged');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(tagAt));
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
    return new Secret(plain.toString('utf8'));
  } catch (error) {
    throw new DspatchError('seal_broken', 'the sealed value does not open with this key', { cause: error });
  }
}
