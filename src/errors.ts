/** What the outside world is told about one kind of refusal. */
interface ErrorKind {
  status: number;
  message: string;
  /** Whether the same call may succeed later without the caller changing anything. */
  retryable: boolean;
}

const errorKind = (status: number, message: string, retryable = false): ErrorKind => ({
  status,
  message,
  retryable,
});

/** The closed table of refusals. Texts fixed by the counseling contract (counseling-97…100) stay as they are. */
export const ERROR_KINDS = {
  unauthenticated: errorKind(
    401,
    'Sign in first: send a valid token as "Authorization: Bearer <token>"',
  ),
  'invalid-credentials': errorKind(401, 'E-mail or password is wrong. Check both and try again'),
  forbidden: errorKind(403, 'Your role may not do this'),
  'csrf-token-wrong': errorKind(
    403,
    'This page does not belong to your present sign-in, perhaps because you signed in again ' +
      'elsewhere. Reload it, or send the csrfToken of GET /api/v1/auth/session as X-CSRF-Token',
  ),
  'invalid-input': errorKind(400, 'The request is not valid. Correct the fields listed in details'),
  'malformed-request': errorKind(
    400,
    'This could not be read as an HTTP request. Check its first line, its headers and its length',
  ),
  'headers-too-large': errorKind(
    431,
    'The address or the headers are too long. Send less of them, and long values in the body',
  ),
  'request-timeout': errorKind(408, 'The request took too long to arrive. Send it again', true),
  'expectation-failed': errorKind(
    417,
    'The header Expect asks for what is not offered here. Leave it out, or send 100-continue',
  ),
  'invalid-json': errorKind(400, 'The request body is not valid JSON'),
  'body-too-large': errorKind(413, 'The request body is too large'),
  'unsupported-media': errorKind(415, 'Send the body as application/json'),
  'route-not-found': errorKind(
    404,
    'There is nothing at this address. See /docs for what there is',
  ),
  'method-not-allowed': errorKind(405, 'This address does not accept that method'),

  'session-not-found': errorKind(404, 'Chat session not found'),
  'not-participant': errorKind(403, 'You are not a participant in this chat session'),
  'session-ended': errorKind(400, 'Chat session has ended'),
  'chat-not-enabled': errorKind(400, 'Chat is not enabled for this session yet'),
  'session-not-held': errorKind(
    409,
    'A session is summed up and rated after it was held to its end. Come back then',
  ),
  'already-rated': errorKind(
    409,
    'You have rated this session, and a rating stays as it was given. Tell the team if it is wrong',
  ),
  'session-already-active': errorKind(409, 'The session is already running'),
  'session-over': errorKind(409, 'The planned end of this session has passed'),
  'client-already-active': errorKind(409, 'The client already has another running session', true),
  'psychologist-at-limit': errorKind(409, 'The psychologist already has 5 running sessions', true),
  'step-not-due': errorKind(409, 'This step is not due yet', true),

  'conversation-not-found': errorKind(404, 'Conversation not found'),
  'conversation-erased': errorKind(
    410,
    'What was said here was erased, because its time was over or somebody asked for it. ' +
      'It cannot be brought back',
  ),
  'conversation-held': errorKind(
    409,
    'This conversation is held back from erasure. Release it first, if you may',
  ),
  'conversation-in-use': errorKind(
    409,
    'This conversation is of a session that is still to be held. Cancel or end the session first',
  ),
  'person-in-use': errorKind(
    409,
    'This person has sessions that are still to be held. Cancel or end them first',
  ),
  'message-not-found': errorKind(404, 'There is no such message in a conversation of yours'),
  'answered-message-not-found': errorKind(
    400,
    'replyTo names no message of this conversation. Load the conversation again, or leave it out',
  ),
  'not-your-message': errorKind(
    403,
    'Only whoever wrote a message may change it. Write one of your own',
  ),
  'message-deleted': errorKind(409, 'This message was deleted. Load the conversation again'),
  'message-not-editable': errorKind(
    409,
    'Only words of people can be changed, not a sticker or what the system says. Write a new message',
  ),
  'too-many-edits': errorKind(
    409,
    'This message was edited as often as one may be, and keeps what it says. Write a new message',
  ),
  'too-many-reactions': errorKind(
    409,
    'You have set as many reactions on this message as one person may. Take one of them back first',
  ),
  'not-your-conversation': errorKind(403, 'This conversation belongs to other people'),
  'conversation-closed': errorKind(
    409,
    'This conversation is closed: nobody can write in it now. Begin a new one',
  ),
  'permission-missing': errorKind(
    403,
    'You may not do this in this conversation. Ask whoever made it for the permission',
  ),
  'consultation-by-booking': errorKind(
    403,
    'Consultations are made by booking alone. Book one with POST /api/v1/counselings/book',
  ),
  'people-are-fixed': errorKind(
    409,
    'The people of this conversation stay the same. Make a group to talk with more',
  ),
  'group-is-full': errorKind(409, 'A group has 256 people at most. Make another one'),
  'room-already-open': errorKind(
    409,
    'This client has another room that is not closed. Go on there, or close it first',
  ),
  'template-not-found': errorKind(404, 'There is no such template. See GET /api/chat/templates'),
  'no-psychologist': errorKind(
    403,
    'No psychologist is assigned to you at present, so there is nobody to write to. ' +
      'Book a counseling, or ask Team Ruang Diri for one',
  ),
  'not-assigned': errorKind(
    403,
    'This client is not assigned to you, so you cannot write to each other here. ' +
      'Ask Team Ruang Diri for the assignment',
  ),
  'assignment-ended': errorKind(
    403,
    'The assignment of psychologist and client has ended, and with it this conversation. ' +
      'Ask Team Ruang Diri if it should go on',
  ),
  'assignment-not-found': errorKind(404, 'This client has no psychologist assigned at present'),
  'person-not-found': errorKind(404, 'There is no such person. Check the id'),
  'clients-apart': errorKind(
    403,
    'Clients cannot write to each other: this is a counseling practice. ' +
      'Write to your psychologist or to Team Ruang Diri',
  ),
  'writing-to-yourself': errorKind(400, 'You cannot write to yourself. Name another person'),
  'file-too-large': errorKind(413, 'file size exceeds maximum limit of 10MB'),
  'file-type-not-allowed': errorKind(
    415,
    'This type of file is not allowed. Send one of those listed',
  ),
  'file-invalid': errorKind(422, 'Invalid file type or size'),
  'file-infected': errorKind(422, 'file contains malware'),
  'file-missing': errorKind(
    400,
    'There is no file in the request. Send it as the field "file" of multipart/form-data',
  ),
  'upload-broken': errorKind(
    400,
    'The upload broke off before the file was complete, so nothing was kept. Send it again',
    true,
  ),
  'uploads-off': errorKind(
    403,
    'Files are switched off in this conversation. Ask whoever began it to allow them',
  ),
  'file-not-found': errorKind(404, 'There is no such file, or it was deleted'),
  'file-not-checked': errorKind(
    409,
    'The file is still being checked for malware and cannot be fetched yet. Try again in a moment',
    true,
  ),
  'file-unusable': errorKind(
    409,
    'The file could not be checked for malware, so it is not handed out. Ask for it once more',
  ),
  'range-not-there': errorKind(
    416,
    'The file has no such range of bytes. See Content-Range for its size',
  ),
  'too-many-followed': errorKind(
    409,
    'This line follows 100 conversations already. Leave one of them first, or open a second line',
  ),
  'too-slow': errorKind(
    503,
    'You took messages more slowly than they came, so the line was cut. ' +
      'Connect again and fetch what you missed',
    true,
  ),
  'rate-limited': errorKind(429, 'Too many requests. Wait a moment and try again', true),

  'counseling-not-found': errorKind(404, 'Counseling not found'),
  'not-your-counseling': errorKind(403, 'This counseling belongs to other people'),
  'counseling-started': errorKind(
    409,
    'The session has started: only Team Ruang Diri can cancel it now',
  ),
  'counseling-closed': errorKind(409, 'This counseling is over or was cancelled. Book a new one'),
  'psychologist-not-found': errorKind(
    404,
    'There is no such psychologist. See GET /api/v1/psychologists',
  ),
  'starts-in-past': errorKind(400, 'The start lies in the past. Pick a later time'),
  'starts-too-soon': errorKind(400, 'The start is too close. Pick a later time'),
  'time-does-not-exist': errorKind(
    400,
    'That local time does not exist: the clocks are put forward then',
  ),
  'session-too-short': errorKind(400, 'The session is too short'),
  'session-too-long': errorKind(400, 'The session is too long'),
  'client-overlap': errorKind(409, 'You already have a session at that time. Pick another time'),
  'psychologist-full': errorKind(
    409,
    'The psychologist has no free place at that time. Pick another time',
  ),
  'psychologist-unavailable': errorKind(409, 'The psychologist is not available at that time'),
  'nobody-available': errorKind(409, 'No psychologist available for this time'),
  'push-service-unknown': errorKind(
    400,
    'This is no push service that is known here, so nothing is sent there. Use another browser, ' +
      'or ask Team Ruang Diri to allow its service (PUSH_SERVICES)',
  ),
  'notification-not-found': errorKind(404, 'Notification not found'),
  'time-off-not-found': errorKind(404, 'There is no such time off of yours. Load your hours again'),

  conflict: errorKind(
    409,
    'Somebody else changed this at the same moment. Load it again and retry',
    true,
  ),
  unavailable: errorKind(
    503,
    'A part of the system is briefly out of reach. Try again in a moment',
    true,
  ),
  internal: errorKind(
    500,
    'Something went wrong on our side. Try again; if it stays, report the id',
  ),
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
