import { Capability } from './capability';

/** A key of an app, known to clients as `appId.id:secret`. */
export interface AppKey {
  id: string;
  /** `appId.id` */
  name: string;
  secret: string;
  capability: Capability;
  /** The capability exactly as it was given. */
  capabilityText: string;
  revocableTokens: boolean;
}

const KEY = /^([^\s.:]+)\.([^\s.:]+):([^\s.:]+)$/;

/** Splits `app.key:secret`; throws when the text has another form. */
export function parseKey(text: string): { appId: string; key: AppKey } {
  const parts = KEY.exec(text);
  const [, appId, id, secret] = parts ?? [];
  if (!appId || !id || !secret) {
    throw new Error(
      'A key of the local Ably server is not of the form app.key:secret; ' +
        'give letters and digits for each of the three parts, such as demo.first:s3cret.',
    );
  }
  const capabilityText = Capability.ordinaryChannels.toString();
  return {
    appId,
    key: {
      id,
      name: `${appId}.${id}`,
      secret,
      capability: Capability.ordinaryChannels,
      capabilityText,
      revocableTokens: false,
    },
  };
}
