/** What the outside world is told about one kind of refusal. */
interface ErrorKind {
  status: number;
  message: string;
  /** Whether the same call may succeed later without the caller changing anything. */
  retryable: boolean;
}

const kind = (status: number, message: string, retryable = false): ErrorKind => ({
  status,
  message,
  retryable,
});

/** The closed table of refusals. Texts fixed by the counseling contract (counseling-97…100) stay as they are. */
export const ERROR_KINDS = {
  unauthenticated: kind(
    401,
    'Sign in first: send a valid token as "Authorization: Bearer <token>"',
  ),
  'invalid-credentials': kind(401, 'E-mail or password is wrong. Check both and try again'),
  forbidden: kind(403, 'Your role may not do this'),
  'csrf-token-wrong': kind(
    403,
    'This page does not belong to your present sign-in, perhaps because you signed in again ' +
      'elsewhere. Reload it, or send the csrfToken of GET /api/v1/auth/session as X-CSRF-Token',
  ),
  'invalid-input': kind(400, 'The request is not valid. Correct the fields listed in details'),
  'malformed-request': kind(
    400,
    'This could not be read as an HTTP request. Check its first line, its headers and its length',
  ),
  'headers-too-large': kind(
    431,
    'The address or the headers are too long. Send less of them, and long values in the body',
  ),
  'request-timeout': kind(408, 'The request took too long to arrive. Send it again', true),
  'expectation-failed': kind(
    417,
    'The header Expect asks for what is not offered here. Leave it out, or send 100-continue',
  ),
  'invalid-json': kind(400, 'The request body is not valid JSON'),
  'body-too-large': kind(413, 'The request body is too large'),
  'unsupported-media': kind(415, 'Send the body as application/json'),
  'route-not-found': kind(404, 'There is nothing at this address. See /docs for what there is'),
  'method-not-allowed': kind(405, 'This address does not accept that method'),

  'session-not-found': kind(404, 'Chat session not found'),
  'not-participant': kind(403, 'You are not a participant in this chat session'),
  'session-ended': kind(400, 'Chat session has ended'),
  'chat-not-enabled': kind(400, 'Chat is not enabled for this session yet'),
  'session-not-held': kind(
    409,
    'A session is summed up and rated after it was held to its end. Come back then',
  ),
  'already-rated': kind(
    409,
    'You have rated this session, and a rating stays as it was given. Tell the team if it is wrong',
  ),
  'session-already-active': kind(409, 'The session is already running'),
  'session-over': kind(409, 'The planned end of this session has passed'),
  'client-already-active': kind(409, 'The client already has another running session', true),
  'psychologist-at-limit': kind(409, 'The psychologist already has 5 running sessions', true),
  'step-not-due': kind(409, 'This step is not due yet', true),

  'conversation-not-found': kind(404, 'Conversation not found'),
  'conversation-erased': kind(
    410,
    'What was said here was erased, because its time was over or somebody asked for it. ' +
      'It cannot be brought back',
  ),
  'conversation-held': kind(
    409,
    'This conversation is held back from erasure. Release it first, if you may',
  ),
  'conversation-in-use': kind(
    409,
    'This conversation is of a session that is still to be held. Cancel or end the session first',
  ),
  'person-in-use': kind(
    409,
    'This person has sessions that are still to be held. Cancel or end them first',
  ),
  'message-not-found': kind(404, 'There is no such message in a conversation of yours'),
  'answered-message-not-found': kind(
    400,
    'replyTo names no message of this conversation. Load the conversation again, or leave it out',
  ),
  'not-your-message': kind(
    403,
    'Only whoever wrote a message may change it. Write one of your own',
  ),
  'message-deleted': kind(409, 'This message was deleted. Load the conversation again'),
  'message-not-editable': kind(
    409,
    'Only words of people can be changed, not a sticker or what the system says. Write a new message',
  ),
  'too-many-edits': kind(
    409,
    'This message was edited as often as one may be, and keeps what it says. Write a new message',
  ),
  'too-many-reactions': kind(
    409,
    'You have set as many reactions on this message as one person may. Take one of them back first',
  ),
  'not-your-conversation': kind(403, 'This conversation belongs to other people'),
  'conversation-closed': kind(
    409,
    'This conversation is closed: nobody can write in it now. Begin a new one',
  ),
  'permission-missing': kind(
    403,
    'You may not do this in this conversation. Ask whoever made it for the permission',
  ),
  'consultation-by-booking': kind(
    403,
    'Consultations are made by booking alone. Book one with POST /api/v1/counselings/book',
  ),
  'people-are-fixed': kind(
    409,
    'The people of this conversation stay the same. Make a group to talk with more',
  ),
  'group-is-full': kind(409, 'A group has 256 people at most. Make another one'),
  'room-already-open': kind(
    409,
    'This client has another room that is not closed. Go on there, or close it first',
  ),
  'template-not-found': kind(404, 'There is no such template. See GET /api/chat/templates'),
  'no-psychologist': kind(
    403,
    'No psychologist is assigned to you at present, so there is nobody to write to. ' +
      'Book a counseling, or ask Team Ruang Diri for one',
  ),
  'not-assigned': kind(
    403,
    'This client is not assigned to you, so you cannot write to each other here. ' +
      'Ask Team Ruang Diri for the assignment',
  ),
  'assignment-ended': kind(
    403,
    'The assignment of psychologist and client has ended, and with it this conversation. ' +
      'Ask Team Ruang Diri if it should go on',
  ),
  'assignment-not-found': kind(404, 'This client has no psychologist assigned at present'),
  'person-not-found': kind(404, 'There is no such person. Check the id'),
  'clients-apart': kind(
    403,
    'Clients cannot write to each other: this is a counseling practice. ' +
      'Write to your psychologist or to Team Ruang Diri',
  ),
  'writing-to-yourself': kind(400, 'You cannot write to yourself. Name another person'),
  'file-too-large': kind(413, 'file size exceeds maximum limit of 10MB'),
  'file-type-not-allowed': kind(415, 'This type of file is not allowed. Send one of those listed'),
  'file-invalid': kind(422, 'Invalid file type or size'),
  'file-infected': kind(422, 'file contains malware'),
  'file-missing': kind(
    400,
    'There is no file in the request. Send it as the field "file" of multipart/form-data',
  ),
  'upload-broken': kind(
    400,
    'The upload broke off before the file was complete, so nothing was kept. Send it again',
    true,
  ),
  'uploads-off': kind(
    403,
    'Files are switched off in this conversation. Ask whoever began it to allow them',
  ),
  'file-not-found': kind(404, 'There is no such file, or it was deleted'),
  'file-not-checked': kind(
    409,
    'The file is still being checked for malware and cannot be fetched yet. Try again in a moment',
    true,
  ),
  'file-unusable': kind(
    409,
    'The file could not be checked for malware, so it is not handed out. Ask for it once more',
  ),
  'range-not-there': kind(
    416,
    'The file has no such range of bytes. See Content-Range for its size',
  ),
  'too-many-followed': kind(
    409,
    'This line follows 100 conversations already. Leave one of them first, or open a second line',
  ),
  'too-slow': kind(
    503,
    'You took messages more slowly than they came, so the line was cut. ' +
      'Connect again and fetch what you missed',
    true,
  ),
  'rate-limited': kind(429, 'Too many requests. Wait a moment and try again', true),

  'counseling-not-found': kind(404, 'Counseling not found'),
  'not-your-counseling': kind(403, 'This counseling belongs to other people'),
  'counseling-started': kind(
    409,
    'The session has started: only Team Ruang Diri can cancel it now',
  ),
  'counseling-closed': kind(409, 'This counseling is over or was cancelled. Book a new one'),
  'psychologist-not-found': kind(
    404,
    'There is no such psychologist. See GET /api/v1/psychologists',
  ),
  'starts-in-past': kind(400, 'The start lies in the past. Pick a later time'),
  'starts-too-soon': kind(400, 'The start is too close. Pick a later time'),
  'time-does-not-exist': kind(
    400,
    'That local time does not exist: the clocks are put forward then',
  ),
  'session-too-short': kind(400, 'The session is too short'),
  'session-too-long': kind(400, 'The session is too long'),
  'client-overlap': kind(409, 'You already have a session at that time. Pick another time'),
  'psychologist-full': kind(
    409,
    'The psychologist has no free place at that time. Pick another time',
  ),
  'psychologist-unavailable': kind(409, 'The psychologist is not available at that time'),
  'nobody-available': kind(409, 'No psychologist available for this time'),
  'push-service-unknown': kind(
    400,
    'This is no push service that is known here, so nothing is sent there. Use another browser, ' +
      'or ask Team Ruang Diri to allow its service (PUSH_SERVICES)',
  ),
  'notification-not-found': kind(404, 'Notification not found'),
  'time-off-not-found': kind(404, 'There is no such time off of yours. Load your hours again'),

  conflict: kind(
    409,
    'Somebody else changed this at the same moment. Load it again and retry',
    true,
  ),
  unavailable: kind(
    503,
    'A part of the system is briefly out of reach. Try again in a moment',
    true,
  ),
  internal: kind(500, 'Something went wrong on our side. Try again; if it stays, report the id'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** Facts that help the person go on, such as `opensAt`, `nextSlots` or the list of faulty fields. */
export type ErrorDetails = Record<string, unknown>;

/** Every refusal the product makes on purpose. `details` never holds message text or personal data. */
export class AppError extends Error {
  readonly status: number;
  readonly retryable: boolean;
  readonly details: ErrorDetails | undefined;

  constructor(
    readonly code: ErrorCode,
    options: { message?: string; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(options.message ?? ERROR_KINDS[code].message, { cause: options.cause });
    this.name = 'AppError';
    this.status = ERROR_KINDS[code].status;
    this.retryable = ERROR_KINDS[code].retryable;
    this.details = options.details;
  }
}
