import type { Role } from '../enums';

/** The three automated messages, to the letter (counseling-27, -36, -64). */
export const AUTOMATED_MESSAGES = {
  initial: 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
  opening:
    'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
  closing:
    'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙',
} as const;

/** The system line after an end by hand (C-40). */
export const MANUAL_END_MESSAGES: Record<Role, string> = {
  client: 'Sesi diakhiri oleh klien.',
  psychologist: 'Sesi diakhiri oleh psikolog.',
  team: 'Sesi diakhiri oleh Team Ruang Diri.',
};
