/** The automated messages of the counseling contract, exactly. */
export const INITIAL_MESSAGE =
  'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊';
export const OPENING_MESSAGE =
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗';
export const CLOSING_MESSAGE =
  'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙';
export const AUTOMATED_MESSAGES = [INITIAL_MESSAGE, OPENING_MESSAGE, CLOSING_MESSAGE];

/** An instant on the wire: ISO 8601, UTC, milliseconds. */
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
