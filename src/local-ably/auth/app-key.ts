import { Capability } from './capability';

/** A key of an app; clients use it as `appId.id:secret`. */
export interface AppKey {
  id: string;
  /** `appId.id` */
  name: string;
  secret: string;
  capability: Capability;
  /** The capability as configured. */
  capabilityText: string;
  revocableTokens: boolean;
}

const KEY = /^([^\s.:]+)\.([^\s.:]+):([^\s.:]+)$/;

/** Parses `app.key:secret`; throws for any other form. */
export function parseKey(
  text: string,
  { revocableTokens }: Pick<AppKey, 'revocableTokens'>,
): { appId: string; key: AppKey } {
  const [, appId, id, secret] = KEY.exec(text) ?? [];
  if (!appId || !id || !secret) {
    throw new Error(
      'A key of the local Ably server must have the form app.key:secret, with letters and digits ' +
        'in each of the three parts, such as demo.first:s3cret.',
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
      revocableTokens,
    },
  };
}
