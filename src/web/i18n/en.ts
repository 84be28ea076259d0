import type { Dictionary } from './dictionary';
import { apiErrors } from './en/api-errors';
import { core } from './en/core';
import { onDemand } from './en/on-demand';
import { staff } from './en/staff';

/** All English texts; the type rejects missing and unknown keys. */
export const en: Dictionary = {
  ...core,
  ...onDemand,
  ...staff,
  errors: { ...core.errors, ...apiErrors },
};
