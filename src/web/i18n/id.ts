import { apiErrors } from './id/api-errors';
import { core } from './id/core';
import { onDemand } from './id/on-demand';
import { staff } from './id/staff';

/** All Indonesian texts: the source of the keys. */
export const id = { ...core, ...onDemand, ...staff, errors: { ...core.errors, ...apiErrors } };
