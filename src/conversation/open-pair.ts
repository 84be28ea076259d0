import { areAssigned, findPresentAssignment } from '../accounts/assignment-store';
import type { Principal } from '../accounts/principal';
import { isUserId } from '../accounts/user-id';
import { findUser } from '../accounts/user-store';
import { AppError } from '../errors';
import type { ErrorCode } from '../errors';
import type { ConversationServices } from './conversation-services';
import { pairRule } from './pair-policy';
import { findPair, makeCarePair, makeDirectPair } from './pair-store';
import { placeOf } from './place';
import type { OwnName, Place } from './place';

export type OpenPairServices = Pick<ConversationServices, 'db' | 'clock' | 'keys'>;

/**
 * The one conversation of two people, made at the first call: a unique key holds it single, whoever
 * comes at the same moment. Refuses by `pairRule`, and `person-not-found`.
 */
export async function openPair(
  services: OpenPairServices,
  principal: Principal,
  otherId: string,
): Promise<Place<OwnName>> {
  const { manager } = services.db.source;
  const other = isUserId(otherId) ? await findUser(manager, otherId) : null;
  if (!other) throw new AppError('person-not-found');
  const care = carePeople(principal, other);
  const assigned = care && (await areAssigned(manager, care.clientId, care.psychologistId));
  const rule = pairRule(principal, other, assigned);
  if (rule === 'care' && care) return openCarePair(services, care, 'assignment-ended');
  if (rule !== 'direct') throw new AppError(rule as ErrorCode);
  const found = await findPair(manager, principal.id, other.id);
  if (found) return placeOf(found.conversationId, found.kind);
  const made = await makeDirectPair(manager, [principal.id, other.id], newRow(services));
  return made === undefined ? openPair(services, principal, otherId) : placeOf(made, 'direct');
}

/**
 * The care conversation: of a client with the psychologist assigned at present, of a psychologist
 * with the client who is named. Refuses `no-psychologist` or `not-assigned`.
 */
export async function openCare(
  services: OpenPairServices,
  principal: Principal,
  clientId: string,
): Promise<Place<OwnName>> {
  const refusal = principal.role === 'client' ? 'no-psychologist' : 'not-assigned';
  const assignment = isUserId(clientId)
    ? await findPresentAssignment(services.db.source.manager, clientId)
    : undefined;
  if (!assignment || ![assignment.clientId, assignment.psychologistId].includes(principal.id)) {
    throw new AppError(refusal);
  }
  return openCarePair(services, assignment, refusal);
}

async function openCarePair(
  services: OpenPairServices,
  people: { clientId: string; psychologistId: string },
  refusal: ErrorCode,
): Promise<Place<OwnName>> {
  const { manager } = services.db.source;
  const found = await findPair(manager, people.clientId, people.psychologistId);
  if (found?.kind === 'care' && found.state === 'open') {
    return placeOf(found.conversationId, 'care');
  }
  const made = await makeCarePair(manager, people, newRow(services));
  if (made === undefined) throw new AppError(refusal);
  return placeOf(made, 'care');
}

function newRow({ keys, clock }: OpenPairServices): { wrappedKey: Buffer; at: Date } {
  return { wrappedKey: keys.create().wrappedKey, at: new Date(clock.now()) };
}

function carePeople(
  one: Pick<Principal, 'id' | 'role'>,
  other: Pick<Principal, 'id' | 'role'>,
): { clientId: string; psychologistId: string } | undefined {
  if (one.role === 'client' && other.role === 'psychologist') {
    return { clientId: one.id, psychologistId: other.id };
  }
  if (one.role === 'psychologist' && other.role === 'client') {
    return { clientId: other.id, psychologistId: one.id };
  }
  return undefined;
}
