import type { Dictionary } from '../dictionary';
import type { apiErrors as source } from '../id/api-errors';

export const apiErrors: Pick<Dictionary['errors'], keyof typeof source> = {
  'password-link-invalid': 'This link is no longer valid. Contact Team Ruang Diri.',
  forbidden: "Your account doesn't have access to this. Contact Team Ruang Diri if you need it.",
  'invalid-input':
    "Something isn't filled in correctly. Check the highlighted fields and try again.",
  'headers-too-large': "That's too long to send. Shorten it and try again.",
  'request-timeout': 'The request took too long. Check your connection and try again.',
  'expectation-failed': 'Something went wrong while sending. Please try again.',
  'invalid-json': 'Something went wrong while sending. Please try again.',
  'body-too-large': 'What you wrote is too long. Shorten it and try again.',
  'unsupported-media': 'Something went wrong while sending. Please try again.',
  'malformed-request': 'Something went wrong while sending. Please try again.',
  'route-not-found': 'This page is out of date. Reload it and try again.',
  'method-not-allowed': 'This page is out of date. Reload it and try again.',
  'session-not-found': "We couldn't find this session. Check your list of sessions.",
  'not-participant': "You're not part of this session. Check your list of sessions.",
  'session-ended': 'This session has ended. You can still read the conversation.',
  'chat-not-enabled': "This session isn't open yet. You can write as soon as it starts.",
  'step-not-due': "It's not time yet. Try again in a moment.",
  'message-not-found': "We couldn't find this message in your conversations. Reload the page.",
  'not-your-conversation': "You're not part of this conversation. Go back to your messages.",
  'conversation-closed': 'This conversation is closed. Start a new one.',
  'no-psychologist':
    "You don't have a psychologist yet. Book a session or contact Team Ruang Diri.",
  'assignment-ended':
    'Your work together has ended, so this conversation is closed. Contact Team Ruang Diri to continue.',
  'person-not-found': "We couldn't find this person. Their account may have been removed.",
  'clients-apart': "Clients can't message each other. Write to your psychologist instead.",
  'writing-to-yourself': "You can't message yourself. Choose someone else.",
  'too-slow': "Your connection was too slow and was closed. We're reconnecting you.",
  'session-not-held': "This session isn't over yet. Come back when it has ended.",
  'already-rated':
    "You've already rated this session. Contact Team Ruang Diri if the rating is wrong.",
  'conversation-erased': "This conversation was permanently erased and can't be restored.",
  'answered-message-not-found':
    "The message you're replying to is gone. Reload the page and write again.",
  'not-your-message': 'Only the sender can change this message. Write one of your own instead.',
  'message-deleted': 'This message was deleted.',
  'message-not-editable': "This message can't be edited. Send a new one.",
  'too-many-edits': 'This message has been edited too many times. Send a new one.',
  'too-many-reactions': "You've added too many reactions to this message. Remove one first.",
  'permission-missing':
    "You don't have permission to do this here. Ask the person who started the conversation.",
  'consultation-by-booking': 'Book a session to start a consultation.',
  'people-are-fixed':
    "The people in this conversation can't change. Create a group to include others.",
  'group-is-full': 'This group is full. Create another one.',
  'file-too-large': 'The file is larger than 10 MB. Make it smaller and send it again.',
  'file-type-not-allowed': "This file type isn't supported. Send it in another format.",
  'file-invalid': "The file's content doesn't match its type. Save it again and resend it.",
  'file-infected': 'This file contains malware. Send a different one.',
  'file-has-script': 'This file contains a script or macro. Print it to a new PDF and send that.',
  'file-locked': 'This file has a password. Remove the password and send it again.',
  'file-unreadable': 'This file is damaged. Save it as a new file and send that.',
  'file-missing': 'No file was received. Choose it and send it again.',
  'upload-broken': 'The upload was interrupted. Send the file again.',
  'uploads-off':
    "This conversation doesn't accept files. Ask the person who started it to allow them.",
  'file-not-found': 'This file is no longer available. Reload the page.',
  'file-not-checked': 'The file is still being scanned. Try again in a moment.',
  'file-unusable':
    "This file couldn't be scanned, so it can't be downloaded. Ask for it to be sent again.",
  'range-not-there': "That part of the file doesn't exist. Download it again from the start.",
  'too-many-followed': 'Too many conversations are open at once. Close one first.',
  'push-service-unknown':
    "This browser's notification service isn't supported. Use another browser, or contact Team Ruang Diri.",
  'too-many-connections':
    'Too many connections are open. Close other windows or devices and try again.',
  'counseling-not-found': "We couldn't find this booking. Check your list of sessions.",
  'not-your-counseling': 'This booking belongs to someone else. Check your list of sessions.',
  'counseling-started':
    "The session has started and can't be changed. Contact Team Ruang Diri if it needs to stop.",
  'counseling-closed': 'This session is over or was cancelled. You can book a new one.',
  'calendar-feed-not-found':
    'This calendar address no longer works. Create a new one in Ruang Diri.',
  'psychologist-not-found': 'This psychologist is no longer available. Choose another one.',
  'starts-in-past': 'That time has passed. Choose a later one.',
  'starts-too-soon': 'That time is too soon. Choose a later one.',
  'time-does-not-exist':
    "That time doesn't exist on this day because the clocks go forward. Choose another.",
  'session-too-short': 'The session is too short. Choose a longer one.',
  'starts-too-late': 'That date is too far ahead. Choose an earlier one.',
  'too-many-bookings':
    "You've reached the limit of open bookings. Book again after one of them is over, or cancel one.",
  'too-late-to-change':
    "It's too close to the start to cancel or reschedule. Contact Team Ruang Diri.",
  'series-conflict':
    "Some weeks aren't free, so nothing was booked. Choose another time or fewer weeks.",
  'session-too-long': 'The session is too long. Choose a shorter one.',
  'client-overlap': 'You already have a session at that time. Choose another time.',
  'extension-not-asked': "There's no open request to extend this session. You can ask again.",
  'extension-not-free': "This session can't be extended because another booking follows.",
  'psychologist-full': 'That time was just booked by someone else. Choose another time.',
  'psychologist-unavailable': "The psychologist isn't available at that time. Choose another time.",
  'nobody-available': 'No psychologist is available at that time. Choose another time.',
  'notification-not-found': 'This notification no longer exists. Reload the page.',
  'idempotency-key-reused':
    'This was already sent with other details. Reload the page, then check whether it is done.',
  'request-running': 'Your first attempt is still being processed. Wait a moment and try again.',
  conflict: 'This changed in the meantime. Reload and try again.',
  'session-already-active': 'This session has already started. Reload the page.',
  'session-over':
    "The time for this session has passed, so it can't be opened. The client can book a new one.",
  'start-too-early':
    "It's too early to open this session. Wait until shortly before its start, or reschedule it.",
  'client-already-active':
    'The client is still in another session. Wait until it ends, or end it from the session board.',
  'psychologist-at-limit': 'The psychologist is already in five sessions. Wait until one ends.',
  'assignment-not-found': 'This client has no psychologist assigned. Assign one first.',
  'conversation-held':
    "This conversation is on hold and can't be erased. Lift the hold first, if you have permission.",
  'conversation-in-use':
    "This conversation belongs to a session that isn't over yet. Cancel or end it first.",
  'person-in-use': "This person has a session that isn't over yet. Cancel or end it first.",
  'template-not-found': 'This quick reply no longer exists. Reload the page.',
  'client-consent-needed':
    "The client in this group hasn't agreed to the new member yet. Ask them first.",
  'erasure-not-found': "We couldn't find this erasure request. Reload the page.",
  'erasure-requested': 'This erasure has already been requested. Approve or undo that request.',
  'erasure-limit': "Today's limit of erasure requests has been reached. Try again tomorrow.",
  'erasure-approved': 'This request is already approved. Wait until it is due, or undo it.',
  'erasure-over':
    'This request was undone or is being carried out, so it can no longer be changed.',
  'erasure-not-executed':
    "There's no certificate yet because nothing was erased. Check again once it is due.",
  'second-person-needed':
    'Your request needs the approval of another team member. Ask a colleague.',
  'room-already-open':
    'This client already has an open conversation. Continue there, or close it first.',
  'not-assigned':
    "This client isn't assigned to you at the moment. Contact Team Ruang Diri if that's a mistake.",
  'date-hours-not-found': 'This date no longer has hours of its own. Reload the page.',
  'time-off-not-found': 'This time off no longer exists. Reload the page.',
};
