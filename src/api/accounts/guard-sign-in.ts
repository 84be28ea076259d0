import { notifyOfFailedSignIns, notifyOfNewDevice } from '../../accounts/account-notices';
import { findKnownDevice, markDevice } from '../../users/sign-in/known-device';
import { networkOf } from '../../users/sign-in/network';
import type { VerifiedUser } from '../../users/sign-in/sign-in';
import type { Context } from '../../context';
import type { Call } from '../http/route';

type SignInCall = Pick<Call<{ email: string; password: string }>, 'input' | 'clientIp' | 'device'>;
type Services = Pick<Context, 'limits' | 'sessions' | 'jwtSecret' | 'jwtSecrets' | 'logger'>;

/**
 * Runs a sign-in under its limits, notifies the account's owner of waves of failures and of new
 * devices, and marks the device as known. `source`: queue key of the password hasher.
 */
export async function guardSignIn<T extends VerifiedUser>(
  services: Services,
  { input: { email }, clientIp: address, device: cookie }: SignInCall,
  signIn: (attempt: { source: string; network: string }) => Promise<T>,
): Promise<T> {
  const network = networkOf(address);
  const device = findKnownDevice(services.jwtSecrets, cookie.value, email);
  const signedIn = await services.limits.signIns.run(
    { email, address, deviceId: device?.id },
    () => signIn({ source: device?.id ?? network, network }),
    () => notified(services, notifyOfFailedSignIns(services.sessions, email)),
  );
  cookie.set(markDevice(services.jwtSecret, cookie.value, { email, device }));
  if (!device && !signedIn.isFirstSignIn) {
    await notified(services, notifyOfNewDevice(services.sessions, signedIn.user.id));
  }
  return signedIn;
}

/** A notice that cannot be stored never fails the sign-in. */
async function notified(
  { logger }: Pick<Services, 'logger'>,
  notice: Promise<void>,
): Promise<void> {
  try {
    await notice;
  } catch (error) {
    logger.error({ err: error }, 'Account notice not stored');
  }
}
