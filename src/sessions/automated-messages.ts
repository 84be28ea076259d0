import type { Role } from '../enums';

/**
 * Texts of the automated messages: greeting before the start, opening, goodbye. Fixed by the contract
 * (counseling-27, -36, -64). The end warning has no message, only the signal `ending_soon`.
 */
export const AUTOMATED_MESSAGES = {
  initial: 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
  opening:
    'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
  closing:
    'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙',
} as const;

/** System message after a manual end (C-40). */
export const MANUAL_END_MESSAGES: Record<Role, string> = {
  client: 'Sesi diakhiri oleh klien.',
  psychologist: 'Sesi diakhiri oleh psikolog.',
  team: 'Sesi diakhiri oleh Tim Ruang Diri.',
};
