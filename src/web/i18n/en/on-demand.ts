import { account } from './account';
import { calendar } from './calendar';
import { files } from './files';
import { push } from './push';
import { series } from './series';

/** Texts of features that are loaded on first use. */
export const onDemand = { account, calendar, files, push, series };
