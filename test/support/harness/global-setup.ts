import { startTestServers } from './test-servers';

/** Starts the real servers once per run of the projects that need them. */
export default startTestServers;
