/*
 * The channel cipher of Ably's SDK as a plugin, by WebCrypto; loaded only for encrypted channels. The SDK's
 * own plugin is in the same file as the rest of the SDK and would enlarge every first load.
 */

interface CipherOptions {
  /** Base64. */
  key: string;
}

interface ChannelCipher {
  /** The name of the step in a message's encoding. */
  algorithm: string;
  encrypt(plain: BufferSource): Promise<ArrayBuffer>;
  decrypt(encrypted: BufferSource): Promise<ArrayBuffer>;
}

const NAME = 'AES-CBC';
const IV_BYTES = 16;

/** The part of the SDK's plugin that it calls for a channel with the option `cipher`. */
export const Crypto = {
  getCipher({ key }: CipherOptions): { cipherParams: CipherOptions; cipher: ChannelCipher } {
    const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
    const imported = crypto.subtle.importKey('raw', bytes, NAME, false, ['encrypt', 'decrypt']);
    return { cipherParams: { key }, cipher: channelCipher(imported, bytes.length * 8) };
  },
};

function channelCipher(key: Promise<CryptoKey>, keyBits: number): ChannelCipher {
  return {
    algorithm: `aes-${keyBits}-cbc`,
    async encrypt(plain) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const body = await crypto.subtle.encrypt({ name: NAME, iv }, await key, plain);
      return new Blob([iv, body]).arrayBuffer();
    },
    async decrypt(encrypted) {
      const bytes = ArrayBuffer.isView(encrypted)
        ? new Uint8Array(encrypted.buffer, encrypted.byteOffset, encrypted.byteLength)
        : new Uint8Array(encrypted);
      const iv = bytes.subarray(0, IV_BYTES);
      return crypto.subtle.decrypt({ name: NAME, iv }, await key, bytes.subarray(IV_BYTES));
    },
  };
}
