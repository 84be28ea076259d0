/** The public properties of one error code. */
interface ErrorKind {
  status: number;
  message: string;
  /** The same request may succeed later unchanged. */
  retryable: boolean;
}

const errorKind = (status: number, message: string, retryable = false): ErrorKind => ({
  status,
  message,
  retryable,
});

/** All error codes. The counseling contract fixes some messages (counseling-97…100). */
export const ERROR_KINDS = {
  unauthenticated: errorKind(
    401,
    'Sign in first: send a valid token as "Authorization: Bearer <token>"',
  ),
  'invalid-credentials': errorKind(401, 'Email or password is wrong. Check both and try again'),
  forbidden: errorKind(403, 'Your role does not have access to this. Sign in with another account'),
  'account-blocked': errorKind(
    403,
    'Your account is blocked, so you cannot sign in. Contact Team Ruang Diri',
  ),
  'password-link-invalid': errorKind(
    410,
    'This link is no longer valid. For a new one, contact Team Ruang Diri',
  ),
  'csrf-token-wrong': errorKind(
    403,
    'The CSRF token does not match your current sign-in. Reload the page, or send the csrfToken of ' +
      'GET /api/v1/auth/session as X-CSRF-Token',
  ),
  'invalid-input': errorKind(400, 'The request is not valid. Correct the fields listed in details'),
  'malformed-request': errorKind(
    400,
    'The HTTP request is malformed. Check its request line, headers and length',
  ),
  'headers-too-large': errorKind(
    431,
    'The URL or the headers are too long. Send long values in the body',
  ),
  'request-timeout': errorKind(408, 'The request took too long to arrive. Send it again', true),
  'expectation-failed': errorKind(
    417,
    'The Expect header supports only 100-continue. Omit it, or send that value',
  ),
  'invalid-json': errorKind(400, 'The request body is not valid JSON. Correct its syntax'),
  'body-too-large': errorKind(413, 'The request body is too large. Send less at once'),
  'unsupported-media': errorKind(415, 'Send the body as application/json'),
  'route-not-found': errorKind(404, 'There is no such route. See /docs for the list of routes'),
  'method-not-allowed': errorKind(
    405,
    'This route does not accept that method. See the Allow header',
  ),

  'session-not-found': errorKind(404, 'Chat session not found'),
  'not-participant': errorKind(403, 'You are not a participant in this chat session'),
  'session-ended': errorKind(400, 'Chat session has ended'),
  'chat-not-enabled': errorKind(400, 'Chat is not enabled for this session yet'),
  'session-not-held': errorKind(
    409,
    'The session is not completed. Write its summary or rating after it ends',
  ),
  'already-rated': errorKind(
    409,
    'You have already rated this session. Contact Team Ruang Diri to correct the rating',
  ),
  'session-already-active': errorKind(409, 'The session is already running. Open it instead'),
  'session-over': errorKind(409, 'The planned end of this session has passed. Book a new one'),
  'start-too-early': errorKind(
    409,
    'It is too early to open this session. Wait until shortly before its start, or reschedule it',
    true,
  ),
  'client-already-active': errorKind(
    409,
    'The client already has another running session. End that one first',
    true,
  ),
  'extension-not-asked': errorKind(
    409,
    'There is no open request to extend this session; it may have expired. Ask again',
  ),
  'extension-not-free': errorKind(
    409,
    'The session cannot be extended: another booking of a participant follows. Book another session',
  ),
  'psychologist-at-limit': errorKind(
    409,
    'The psychologist already has 5 running sessions. Wait until one ends',
    true,
  ),
  'step-not-due': errorKind(409, 'This step is not due yet. Try again once it is', true),

  'conversation-not-found': errorKind(404, 'Conversation not found'),
  'conversation-erased': errorKind(
    410,
    'The content of this conversation was erased, on request or at the end of its retention. ' +
      'It cannot be restored',
  ),
  'conversation-held': errorKind(
    409,
    'This conversation is on hold and cannot be erased. Release the hold first',
  ),
  'conversation-in-use': errorKind(
    409,
    'The session of this conversation is not over. Cancel or end it first',
  ),
  'person-in-use': errorKind(
    409,
    'This user has sessions that are not over. Cancel or end them first',
  ),
  'erasure-not-found': errorKind(404, 'Erasure request not found. See GET /api/v1/team/erasures'),
  'erasure-requested': errorKind(
    409,
    'This erasure is already requested. Approve that request, or undo it first',
  ),
  'erasure-limit': errorKind(
    409,
    'The daily limit of erasure requests is reached. Request it again tomorrow',
    true,
  ),
  'erasure-approved': errorKind(
    409,
    'This request is already approved. Undo it, or wait until it is due',
  ),
  'erasure-over': errorKind(
    409,
    'This request was undone or its execution has begun, so it can no longer be changed. Reload it',
  ),
  'erasure-not-executed': errorKind(
    409,
    'There is no certificate yet: the request was not executed. Ask again once it is due',
  ),
  'second-person-needed': errorKind(
    403,
    'Another team member has to approve this request, not the one who made it. Ask a colleague',
  ),
  'message-not-found': errorKind(404, 'Message not found in your conversations. Check the id'),
  'answered-message-not-found': errorKind(
    400,
    'replyTo is not a message of this conversation. Reload the conversation, or omit replyTo',
  ),
  'not-your-message': errorKind(403, 'Only the sender may change a message. Send one of your own'),
  'message-deleted': errorKind(409, 'This message was deleted. Reload the conversation'),
  'message-not-editable': errorKind(
    409,
    'Only text messages can be edited, not stickers or system messages. Send a new message',
  ),
  'too-many-edits': errorKind(
    409,
    'This message has reached the maximum number of edits. Send a new message',
  ),
  'too-many-reactions': errorKind(
    409,
    'You have reached the maximum number of reactions to this message. Remove one first',
  ),
  'not-your-conversation': errorKind(
    403,
    'You are not a member of this conversation. Open one of your own',
  ),
  'conversation-closed': errorKind(
    409,
    'This conversation is closed to new messages. Start a new one',
  ),
  'permission-missing': errorKind(
    403,
    'You do not have this permission in the conversation. Ask its creator for it',
  ),
  'consultation-by-booking': errorKind(
    403,
    'Consultations are created by booking only. Book one with POST /api/v1/counselings/book',
  ),
  'people-are-fixed': errorKind(
    409,
    'The members of this conversation cannot change. Create a group to add more',
  ),
  'client-consent-needed': errorKind(
    403,
    'The client in this group has not agreed to these users yet. Ask the client to agree: PUT ' +
      '/api/conversations/:conversationId/consent',
  ),
  'group-is-full': errorKind(409, 'A group has at most 256 members. Create another group'),
  'room-already-open': errorKind(
    409,
    'This client has another open room. Continue there, or close it first',
  ),
  'template-not-found': errorKind(404, 'Template not found. See GET /api/chat/templates'),
  'no-psychologist': errorKind(
    403,
    'You have no assigned psychologist to write to. Book a counseling, or ask Team Ruang Diri to ' +
      'assign one',
  ),
  'not-assigned': errorKind(
    403,
    'This client is not assigned to you, so you cannot write to each other here. ' +
      'Ask Team Ruang Diri for the assignment',
  ),
  'assignment-ended': errorKind(
    403,
    'The assignment of psychologist and client has ended, and so has this conversation. ' +
      'Ask Team Ruang Diri to renew it',
  ),
  'assignment-not-found': errorKind(
    404,
    'This client has no psychologist assigned. Assign one first',
  ),
  'person-not-found': errorKind(404, 'User not found. Check the id'),
  'clients-apart': errorKind(
    403,
    'Clients cannot write to each other: this is a counseling practice. ' +
      'Write to your psychologist or to Team Ruang Diri',
  ),
  'writing-to-yourself': errorKind(400, 'You cannot write to yourself. Choose another user'),
  'file-too-large': errorKind(413, 'file size exceeds maximum limit of 10MB'),
  'file-type-not-allowed': errorKind(
    415,
    'This type of file is not allowed. Send one of those listed',
  ),
  'file-invalid': errorKind(422, 'Invalid file type or size'),
  'file-infected': errorKind(422, 'file contains malware'),
  'file-has-script': errorKind(
    422,
    'The file contains a script, macro or media that a program would run. Print or save it as a new PDF and send that',
  ),
  'file-locked': errorKind(
    422,
    'The file is protected by a password, so it cannot be scanned. Remove the password and send it again',
  ),
  'file-unreadable': errorKind(
    422,
    'The file is damaged, so it cannot be scanned. Save it as a new file and send that',
  ),
  'file-missing': errorKind(
    400,
    'There is no file in the request. Send it as the field "file" of multipart/form-data',
  ),
  'upload-broken': errorKind(
    400,
    'The upload was interrupted and nothing was stored. Send the file again',
    true,
  ),
  'uploads-off': errorKind(
    403,
    'File uploads are disabled in this conversation. Ask its creator to allow them',
  ),
  'file-not-found': errorKind(
    404,
    'File not found; it may have been deleted. Reload the conversation',
  ),
  'file-not-checked': errorKind(
    409,
    'The file is still being scanned for malware. Try again in a moment',
    true,
  ),
  'file-unusable': errorKind(
    409,
    'The malware scan of the file failed, so it cannot be downloaded. Ask the sender to upload it again',
  ),
  'range-not-there': errorKind(
    416,
    'The requested range is outside the file. See Content-Range for its size',
  ),
  'too-many-followed': errorKind(
    409,
    'This connection has joined 100 conversations. Leave one, or open a second connection',
  ),
  'too-slow': errorKind(
    503,
    'The connection was closed because it received data too slowly. ' +
      'Connect again and fetch the missed messages',
    true,
  ),
  'rate-limited': errorKind(429, 'Too many requests. Wait a moment and try again', true),
  'too-many-connections': errorKind(
    429,
    'Too many connections are open. Close some of them before you open another',
    true,
  ),

  'counseling-not-found': errorKind(
    404,
    'Counseling not found. Check the id, or see GET /api/v1/counselings/user-sessions',
  ),
  'not-your-counseling': errorKind(
    403,
    'You are not a participant of this counseling. See GET /api/v1/counselings/user-sessions',
  ),
  'counseling-started': errorKind(
    409,
    'The session has started, so only Team Ruang Diri can cancel it. Contact the team',
  ),
  'counseling-closed': errorKind(409, 'This counseling is over or was cancelled. Book a new one'),
  'calendar-feed-not-found': errorKind(
    404,
    'This calendar address does not exist or was revoked. Create a new one in Ruang Diri',
  ),
  'psychologist-not-found': errorKind(404, 'Psychologist not found. See GET /api/v1/psychologists'),
  'starts-in-past': errorKind(400, 'The start is in the past. Pick a later time'),
  'starts-too-soon': errorKind(400, 'The start is too close. Pick a later time'),
  'starts-too-late': errorKind(400, 'The start is too far ahead. Pick an earlier time'),
  'too-many-bookings': errorKind(
    409,
    'You have reached the maximum number of open bookings. Book again after one of them is over, or cancel one',
  ),
  'series-conflict': errorKind(
    409,
    'Some weeks of the series are not free, so nothing was booked. Pick another time or fewer weeks',
  ),
  'too-late-to-change': errorKind(
    409,
    'The start is too close to cancel or reschedule. Contact Team Ruang Diri',
  ),
  'time-does-not-exist': errorKind(
    400,
    'This local time does not exist: the clocks go forward then. Pick another time',
  ),
  'session-too-short': errorKind(400, 'The session is too short. Pick a longer one'),
  'session-too-long': errorKind(400, 'The session is too long. Pick a shorter one'),
  'client-overlap': errorKind(409, 'You already have a session at that time. Pick another time'),
  'psychologist-full': errorKind(
    409,
    'The psychologist is fully booked at that time. Pick another time',
  ),
  'psychologist-unavailable': errorKind(
    409,
    'The psychologist is not available at that time. Pick another time',
  ),
  'nobody-available': errorKind(409, 'No psychologist available for this time'),
  'push-service-unknown': errorKind(
    400,
    'The push service of this browser is not allowed. Use another browser, or ask Team Ruang Diri ' +
      'to allow the service (PUSH_SERVICES)',
  ),
  'notification-not-found': errorKind(404, 'Notification not found. See GET /api/v1/notifications'),
  'date-hours-not-found': errorKind(
    404,
    'This date has no hours of its own. Reload your availability',
  ),
  'time-off-not-found': errorKind(404, 'Time off not found. Reload your availability'),

  'idempotency-key-reused': errorKind(
    422,
    'This Idempotency-Key belongs to another request of yours. Send each request with a key of its own',
  ),
  'request-running': errorKind(
    409,
    'The first request with this Idempotency-Key is still running. Repeat it after the time in Retry-After',
    true,
  ),
  conflict: errorKind(
    409,
    'Another request changed this at the same time. Reload and try again',
    true,
  ),
  unavailable: errorKind(
    503,
    'The service is temporarily unavailable. Try again in a moment',
    true,
  ),
  internal: errorKind(
    500,
    'Something went wrong on our side. Try again; if it keeps happening, report the id',
  ),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** Facts the client can use, such as `earliest`, `nextSlots` or the invalid fields. */
export type ErrorDetails = Record<string, unknown>;

/** An expected error. `details` never holds message text or personal data. */
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

/** Rejects `unavailable` instead of the error of a service that cannot be reached. */
export async function orUnavailable<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
